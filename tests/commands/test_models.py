from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import cli
from tests.house.source import ROOT

pytestmark = pytest.mark.one_database
SHOWN = ROOT / "portal" / "demo" / "models"
NEITHER_SCREEN = """
[[rules]]
id = "never-small"
because = "There is no lid for it."
when = "screen in (14-fhd, 14-oled)"
then = "screen = 16-wqxga"

[[rules]]
id = "never-large"
because = "There is no hinge for it."
when = "screen in (16-wqxga, 16-240, 16-mini-led)"
then = "screen = 14-fhd"
"""


def check(file: Path):
    return CliRunner().invoke(cli.portal, ["model", "check", str(file)])


@pytest.mark.parametrize("name", ["tourer", "laptop"])
def test_a_model_that_can_be_published_has_nothing_to_mend(name):
    done = check(SHOWN / f"{name}.toml")

    assert (done.exit_code, done.output) == (0, f"{SHOWN / name}.toml: nothing to mend\n")


def test_rules_that_leave_no_build_are_named(tmp_path):
    text = (SHOWN / "laptop.toml").read_text()
    file = tmp_path / "laptop.toml"
    file.write_text(text + NEITHER_SCREEN)

    done = check(file)

    assert done.exit_code == 1
    assert "contradiction" in done.output
    assert "“never-small”" in done.output


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"groups = 7", b"{" * 5000, b"name = 'x'\n"])
def test_what_is_no_model_is_refused_in_words(tmp_path, content):
    file = tmp_path / "bad.toml"
    file.write_bytes(content)

    done = check(file)

    assert done.exit_code == 2
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert str(file) in done.stderr


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert check(tmp_path / "none.toml").exit_code == 2
