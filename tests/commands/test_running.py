import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal import running
from portal.running import Children, why_not_listen

PATIENCE_SECONDS = 30
SLEEP = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
FOLLOWER = "from portal import running; running.follow_parent(); import time; time.sleep(600)"
PARENT = f"""
import sys, time
from portal.running import Children
children = Children(say=print)
children.start("follower", sys.executable, "-c", {FOLLOWER!r})
print(children.children[0].process.pid, flush=True)
time.sleep(600)
"""


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """A zombie is not: its parent, perhaps init, has only not looked yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children(said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Children]:
    monkeypatch.setattr(running, "FIRST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(running, "STOP_SECONDS", 1)
    made = Children(say=said.append)
    yield made
    made.stop()


def test_a_child_that_falls_is_started_again_and_that_is_said(children: Children, said: list[str]):
    child = children.start("worker", sys.executable, "-c", SLEEP)
    first = child.process.pid

    child.process.kill()
    child.process.wait()
    children.tend()
    wait_until(lambda: children.tend() or child.is_running)

    assert child.process.pid != first
    assert said[0] == "The worker stopped: ended by SIGKILL"
    assert "Starting the worker again in" in said[1]


def test_a_child_that_falls_again_and_again_waits_longer_each_time(
    children: Children, said: list[str]
):
    child = children.start("worker", sys.executable, "-c", "raise SystemExit(3)")

    wait_until(lambda: children.tend() or len(said) >= 6)

    pauses = [float(words.split()[-2]) for words in said if words.startswith("Starting")]
    assert said[0] == "The worker stopped: exit code 3"
    assert pauses == sorted(set(pauses))
    assert child.pause <= running.LONGEST_PAUSE_SECONDS


def test_the_last_words_of_a_fallen_child_are_repeated(
    children: Children, said: list[str], tmp_path: Path
):
    loud = "import sys; sys.exit('the disk is full')"
    child = children.start(
        "worker", sys.executable, "-c", loud, log=tmp_path / "log" / "worker.log"
    )

    child.process.wait()
    children.tend()

    assert said[0] == "The worker stopped: exit code 1\n  the disk is full"


def test_one_who_does_not_listen_is_ended_by_force(children: Children, said: list[str]):
    child = children.start("web server", sys.executable, "-c", STUBBORN)
    time.sleep(0.5)

    children.stop()

    assert not child.is_running
    assert said == ["The web server did not stop in 1 s; ended by force."]


def test_no_child_outlives_a_parent_that_was_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    assert is_alive(child)

    parent.kill()
    parent.wait()
    parent.stdout.close()

    wait_until(lambda: not is_alive(child))


def test_a_port_in_use_is_said_in_plain_words():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert why_not_listen("127.0.0.1", port) == (
            f"Port {port} is already in use. Choose another, for example PORT={port + 1}"
        )
    assert why_not_listen("127.0.0.1", port) == ""


def test_a_host_that_is_not_here_is_said_too():
    assert "cannot be used" in why_not_listen("192.0.2.1", 8000)


def test_ctrl_c_a_closed_terminal_and_sigterm_all_stop():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    before[signal.SIGHUP] = signal.getsignal(signal.SIGHUP)
    try:
        for number in before:
            signal.signal(number, signal.SIG_DFL)  # whoever runs the tests may ignore it
            stopping = running.stop_on_signals()
            os.kill(os.getpid(), number)
            assert stopping.wait(5)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
