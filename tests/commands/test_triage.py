import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import cli
from portal.triage import encoders

pytestmark = pytest.mark.one_database
COMMAND = [sys.executable, "-m", "portal.cli"]
DATA = Path(__file__).parents[1] / "triage" / "data"
GOOD = b"text,label\nmy brakes squeal,workshop\nwhere is my invoice,billing\n"


def evaluate(train: Path, test: Path, *more: str):
    words = ["triage", "evaluate", "--train", str(train), "--test", str(test), *more]
    return CliRunner().invoke(cli.portal, words)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_bytes(GOOD)
    return path


def test_it_prints_one_line_of_figures():
    done = evaluate(DATA / "banking_few10.csv", DATA / "banking_dev.csv")

    assert done.exit_code == 0, done.output
    assert done.stdout.count("\n") == 1
    figures = json.loads(done.stdout)
    assert figures["accuracy"] >= 0.71
    assert figures["macro_f1"] == pytest.approx(figures["accuracy"], abs=0.02)
    assert figures["accuracy_at_80_coverage"] >= 0.80
    assert figures["ms_per_message"] > 0
    assert (figures["messages"], figures["labels"]) == (1507, 77)


def test_it_needs_no_settings_and_no_database(good):
    done = subprocess.run(
        [*COMMAND, "triage", "evaluate", "--train", good, "--test", good],
        env={}, capture_output=True, timeout=60, check=False, cwd=Path(cli.__file__).parents[1],
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["accuracy"] == 1.0


@pytest.mark.parametrize(
    "content, why",
    [
        (b"", "needs the columns text and label, found nothing"),
        (b"\xef\xbb\xbf", "found nothing"),
        (b"text,topic\na,b\n", "found text, topic"),
        (b"text,label\n", "no rows"),
        (b"text,label\na,one\nb,one\n", "the same label"),
        (b"text,label\na,one\nb,\n", "line 3: no label"),
        (b"text,label\na,one\nb\n", "line 3: no label"),
        (b"text,label\na,one\n\xff\xfe,two\n", "not UTF-8, at byte 17"),
        ("text,label\na,b\n".encode("utf-16"), "not UTF-8"),
        (b'text,label\n"' + b"x" * 1_000_000 + b'",one\n', "131,072 letters"),
        (b'text,label\n"never closed,one\n', "line 2"),
        (b"\x00" * 5_000, "needs the columns"),
        (b"PK\x03\x04" + bytes(range(32, 127)) * 9, "needs the columns"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(content, why, good, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)

    done = evaluate(bad, good)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert str(bad) in done.stderr
    assert why in done.stderr
    assert len(done.stderr) < 500


@pytest.mark.parametrize("place", ["missing.csv", "."])
def test_a_file_that_is_not_there_is_said(place, good, tmp_path):
    for pair in ((tmp_path / place, good), (good, tmp_path / place)):
        done = evaluate(*pair)

        assert done.exit_code == 2
        assert str(tmp_path / place) in done.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        b"id, Label ,TEXT\n1,workshop,my brakes squeal\n\n2,billing,where is my invoice\n",
        GOOD + b",workshop\n" + '"ünï\ncode 🔥\x00",workshop\n'.encode(),
    ],
    ids=["mark", "windows", "other columns", "odd texts"],
)
def test_what_programs_write_differently_is_read_all_the_same(content, good, tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(content)

    assert evaluate(other, good).exit_code == 0
    assert evaluate(good, other).exit_code == 0


def test_labels_that_were_never_learned_count_as_wrong(good, tmp_path):
    other = tmp_path / "other.csv"
    other.write_bytes(b"text,label\nmy brakes squeal,workshop\nhello,people\n")

    assert json.loads(evaluate(good, other).stdout)["accuracy"] == 0.5


def test_an_encoder_that_is_not_there_is_said(good, monkeypatch):
    monkeypatch.setattr(encoders, "USE", None)

    done = evaluate(good, good, "--encoder", "use")

    assert done.exit_code == 2
    assert "not installed" in done.stderr
    assert evaluate(good, good, "--encoder", "other").exit_code == 2
