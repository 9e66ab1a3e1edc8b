"""`make run` as people meet it: one command, everything runs, Ctrl-C ends everything."""

import json
import os
import signal
import subprocess
import urllib.request

import pytest

from portal.demo.people import PASSWORD
from tests.demo.conftest import RunningDemo, any_alive, wait_until
from tests.rig.browserless import Browser
from tests.rig.live import COMMAND

pytestmark = pytest.mark.one_database


def get(running: RunningDemo, path: str) -> object:
    with urllib.request.urlopen(f"{running.url}{path}", timeout=30) as answer:
        return json.load(answer)


def test_it_says_where_it_is_and_who_can_sign_in(running: RunningDemo):
    assert f"Marlow Cycles is open at {running.url}" in running.first_words
    for words in ("maya.okafor@example.com", "ines@marlow.example.com", PASSWORD, "Ctrl-C"):
        assert words in running.first_words
    assert "Traceback" not in running.first_words


def test_maya_signs_in_and_sees_what_waits_for_her(somebody: Browser):
    page = somebody.visit("/sign-in")

    page = page.fill(email="maya.okafor@example.com", password=PASSWORD).press("Sign in")

    assert "Maya" in page.h1
    assert "Wrong bell in the box" in page.text


def test_staff_sign_in_without_a_second_factor(somebody: Browser):
    page = somebody.visit("/sign-in")

    page = page.fill(email="ines@marlow.example.com", password=PASSWORD).press("Sign in")

    assert page.url.partition("?")[0].endswith("/desk")


def test_everything_is_well(running: RunningDemo):
    wait_until(lambda: get(running, "/healthz")["status"] == "ok")

    health = get(running, "/healthz")

    assert health.keys() >= {"status", "database", "worker", "mail"}
    assert health["worker"]["alive"] == 1


def test_the_newest_mails_really_arrive(running: RunningDemo):
    wait_until(lambda: len(get(running, "/demo/mailbox.json")) >= 20)

    mails = get(running, "/demo/mailbox.json")

    assert "maya.okafor@example.com" in {mail["to"] for mail in mails}
    assert all(mail["text"] and mail["html"] for mail in mails)


def test_a_mail_comes_in_at_the_door_of_the_running_demo(running: RunningDemo):
    """The folder says that this is a demo, and at which address."""
    raw = b"From: Ada <ada@example.com>\r\nTo: help@marlow.example.com\r\nSubject: Hi\r\n\r\nHi\r\n"
    environ = {name: value for name, value in running.environ.items() if name != "PORT"}

    done = subprocess.run(
        [COMMAND, "mail", "receive"], input=raw, env=environ, capture_output=True, check=True,
        timeout=60,
    )  # fmt: skip

    assert json.loads(done.stdout)["outcome"] == "concern"
    wait_until(lambda: get(running, "/demo/mailbox.json")[0]["to"] == "ada@example.com")
    assert running.url in get(running, "/demo/mailbox.json")[0]["text"]


def test_its_accounts_are_printed_for_scripts():
    done = subprocess.run(
        [COMMAND, "demo", "accounts"], env={"PATH": os.environ["PATH"]}, capture_output=True,
        check=True, timeout=60,
    )  # fmt: skip

    accounts = json.loads(done.stdout)
    assert accounts[0] == {
        "role": "customer", "email": "maya.okafor@example.com", "password": PASSWORD,
    }  # fmt: skip


def test_its_passwords_never_open_a_real_portal(running: RunningDemo):
    real = {
        "PORTAL_BASE_URL": "https://help.example.com",
        "PORTAL_SECRET_KEY": "forty characters that nobody could guess",
    }

    done = subprocess.run(
        [COMMAND, "worker"], env=running.environ | real, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 2
    assert "holds the demo company, whose passwords everybody knows" in done.stderr


def test_a_killed_worker_is_started_again(running: RunningDemo):
    worker = worker_of(running)

    os.kill(worker, signal.SIGKILL)

    wait_until(lambda: "Starting the worker again" in running.said())
    wait_until(lambda: worker_of(running) not in (0, worker))


def test_ctrl_c_stops_everything_without_a_word_too_many(running: RunningDemo):
    started = running.processes()
    assert len(started) >= 5, started

    os.killpg(running.process.pid, signal.SIGINT)
    running.process.wait(60)

    assert running.process.returncode == 0
    assert running.said().endswith("Stopped. Everything is kept; the next start is quicker.\n")
    assert "Traceback" not in running.said()
    for log in (running.data / "log").glob("*.log"):
        assert "Traceback" not in log.read_text(), log.read_text()
    assert not any_alive(started)


def test_nobody_is_left_when_it_is_killed(running: RunningDemo):
    assert "First start" not in running.start()
    started = running.processes()
    assert len(started) >= 5, started

    running.process.kill()
    running.process.wait()

    wait_until(lambda: not any_alive(started))


def worker_of(running: RunningDemo) -> int:
    found = [pid for pid, command in running.processes().items() if command.endswith("cli worker")]
    return found[0] if found else 0
