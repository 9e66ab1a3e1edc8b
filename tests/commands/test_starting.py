"""What `portal` says when it does not start: plain words, exit code 2, no traceback."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from portal.settings import NotConfigured, Settings
from tests.rig.live import COMMAND

pytestmark = pytest.mark.one_database

CONFIGURED = {
    "PORTAL_BASE_URL": "https://help.example.com",
    "PORTAL_SECRET_KEY": "forty characters that nobody could guess",
}


def portal(*words: str, data: Path, **environ: str | None) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "PORTAL_DATA": str(data)} | CONFIGURED | environ
    return subprocess.run(
        [COMMAND, *words],
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        input="",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORTAL_BASE_URL": None}, "Set PORTAL_BASE_URL"),
        ({"PORTAL_BASE_URL": "help.example.com"}, "PORTAL_BASE_URL is not a web address"),
        ({"PORTAL_SECRET_KEY": None}, "Set PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "change-me"}, "Set PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "too short for a secret"}, "at least 32 random characters"),
        ({"PORTAL_TRUSTED_PROXIES": "one"}, "PORTAL_TRUSTED_PROXIES is no number"),
        ({"PORTAL_BRAND_HUE": "blue"}, "PORTAL_BRAND_HUE is no number"),
        ({"PORTAL_TIME_ZONE": "Nijmegen"}, "PORTAL_TIME_ZONE is no time zone"),
    ],
)
def test_a_portal_that_would_be_unsafe_or_broken_is_refused(
    environ: dict[str, str | None], words: str
):
    given = CONFIGURED | environ

    with pytest.raises(NotConfigured, match=words):
        Settings.from_environment({key: value for key, value in given.items() if value})


@pytest.mark.parametrize("command", ["run", "web", "worker"])
def test_without_settings_nothing_starts(command: str, tmp_path: Path):
    done = portal(command, data=tmp_path, PORTAL_BASE_URL=None)

    assert done.returncode == 2
    assert done.stderr.startswith("Not started. Set PORTAL_BASE_URL")
    assert "Traceback" not in done.stderr


def test_a_database_that_is_behind_is_named_with_its_cure(tmp_path: Path):
    done = portal("worker", data=tmp_path)

    assert done.returncode == 2
    assert done.stderr == ("Not started. The database is not up to date. Run: portal db upgrade\n")


def test_a_database_that_is_away_is_said_without_a_traceback(tmp_path: Path):
    away = "postgresql+psycopg://portal@127.0.0.1:1/portal"

    done = portal("db", "check", data=tmp_path, PORTAL_DATABASE_URL=away)

    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer")
    assert "Traceback" not in done.stderr


def test_what_is_no_database_address_is_said(tmp_path: Path):
    done = portal("db", "check", data=tmp_path, PORTAL_DATABASE_URL="the usual one")

    assert (done.returncode, done.stderr) == (
        2,
        "Not started. PORTAL_DATABASE_URL is no database address.\n",
    )


def test_the_database_goes_up_down_and_is_checked(tmp_path: Path):
    assert portal("db", "check", data=tmp_path).returncode == 1
    assert portal("db", "upgrade", data=tmp_path).stdout == "The database is up to date.\n"
    assert portal("db", "check", data=tmp_path).stdout == "The database fits.\n"
    assert portal("db", "downgrade", "base", data=tmp_path).returncode == 0
    assert portal("db", "check", data=tmp_path).returncode == 1


def test_a_port_in_use_is_said(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = portal("demo", "run", "--port", port, data=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: Port {port} is already in use.")
    assert not list(tmp_path.iterdir())


def test_the_help_is_worth_reading():
    done = portal("--help", data=Path())

    for command in ("run", "web", "worker", "db", "backup", "restore", "mail", "staff", "demo"):
        assert f"\n  {command} " in done.stdout
    for part in ("Run it:", "Look after it:", "Examples:", "PORTAL_BASE_URL", "docs/operating.md"):
        assert part in done.stdout


def test_a_folder_that_a_demo_has_used_is_a_demo_again(tmp_path: Path):
    (tmp_path / "demo").write_text("http://localhost:8123")

    settings = Settings.from_environment({"PORTAL_DATA": str(tmp_path)})

    assert (settings.demo, settings.base_url) == (True, "http://localhost:8123")


@pytest.mark.parametrize("said", [CONFIGURED, CONFIGURED | {"PORTAL_DEMO": "0"}])
def test_a_real_portals_settings_win_over_what_a_demo_has_left(
    said: dict[str, str], tmp_path: Path
):
    (tmp_path / "demo").write_text("http://localhost:8123")

    settings = Settings.from_environment(said | {"PORTAL_DATA": str(tmp_path)})

    assert (settings.demo, settings.base_url) == (False, "https://help.example.com")


def test_a_portal_that_says_it_is_no_demo_is_none_even_without_settings(tmp_path: Path):
    (tmp_path / "demo").write_text("http://localhost:8123")

    with pytest.raises(NotConfigured):
        Settings.from_environment({"PORTAL_DATA": str(tmp_path), "PORTAL_DEMO": "0"})
