"""What those who operate the portal decide, and when it refuses to start."""

from pathlib import Path

import pytest

from portal.settings import NotConfigured, Settings
from tests.rig.portals import settings_for
from tests.rig.racing import Raised, race

KEY = "k" * 40


def settings(tmp_path: Path, **environ: str) -> Settings:
    usual = {
        "PORTAL_DATA": str(tmp_path),
        "PORTAL_BASE_URL": "https://help.example.com/",
        "PORTAL_SECRET_KEY": KEY,
    }
    return Settings.from_environment({k: v for k, v in (usual | environ).items() if v})


def test_three_settings_are_enough(tmp_path):
    made = settings(tmp_path)

    assert made.base_url == "https://help.example.com"
    assert made.host == "help.example.com"
    assert made.is_https
    assert made.database_url == f"sqlite:///{tmp_path}/portal.db"
    assert made.files == tmp_path / "files"
    assert made.mail_from == "help@help.example.com"
    assert not made.demo


@pytest.mark.parametrize("key", ["", "short", "change-me", "k" * 31])
def test_it_does_not_start_with_a_key_that_can_be_guessed(tmp_path, key):
    with pytest.raises(NotConfigured, match="PORTAL_SECRET_KEY"):
        settings(tmp_path, PORTAL_SECRET_KEY=key)


@pytest.mark.parametrize("url", ["", "help.example.com", "ftp://help.example.com", "https://"])
def test_it_does_not_start_without_its_own_address(tmp_path, url):
    with pytest.raises(NotConfigured, match="PORTAL_BASE_URL"):
        settings(tmp_path, PORTAL_BASE_URL=url)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORTAL_TIME_ZONE", "Mars/Olympus"), ("PORTAL_TRUSTED_PROXIES", "two"),
     ("PORTAL_BRAND_HUE", "teal")],
)  # fmt: skip
def test_it_names_the_setting_to_mend(tmp_path, name, value):
    with pytest.raises(NotConfigured, match=name):
        settings(tmp_path, **{name: value})


def test_older_keys_still_open_old_cookies(tmp_path):
    made = settings(tmp_path, PORTAL_SECRET_KEY_FALLBACKS="older oldest")

    assert made.secret_key_fallbacks == ("older", "oldest")


def test_a_demo_needs_no_settings_and_keeps_the_key_it_made(tmp_path):
    demo = {"PORTAL_DEMO": "1", "PORTAL_SECRET_KEY": "", "PORTAL_BASE_URL": "", "PORT": "8123"}

    first, second = settings(tmp_path, **demo), settings(tmp_path, **demo)

    assert first.base_url == "http://localhost:8123"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def secret_key_of_a_demo(folder: str) -> str:
    return settings(
        Path(folder), PORTAL_DEMO="1", PORTAL_SECRET_KEY="", PORTAL_BASE_URL=""
    ).secret_key


def test_processes_of_a_demo_that_start_at_once_have_one_key(tmp_path):
    folder = tmp_path / "demo"
    nowhere = settings_for(tmp_path, f"sqlite:///{tmp_path}/empty.db")

    keys = race(nowhere, secret_key_of_a_demo, [(str(folder),)] * 6)

    assert not [each for each in keys if isinstance(each, Raised)]
    assert len(set(keys)) == 1
