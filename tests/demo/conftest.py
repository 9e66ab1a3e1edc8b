"""The portal in demo mode, in this process and as it really runs."""

import dataclasses
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.demo.mailbox import Mailbox
from portal.settings import Settings
from tests.rig.browserless import Browser
from tests.rig.live import COMMAND, OverTheNetwork
from tests.rig.portals import Portal, app_for

PATIENCE_SECONDS = 600


@pytest.fixture
def demo(portal: Portal, app: Flask) -> Iterator[Flask]:
    """The test's database under a portal in demo mode."""
    settings = dataclasses.replace(portal.settings, demo=True)
    made = app_for(settings)
    yield made
    made.extensions["portal_database"].dispose()


@pytest.fixture
def kept(demo: Flask) -> Mailbox:
    """The folder that the demo's SMTP server fills."""
    return Mailbox(demo.extensions["portal_settings"].data / "mailbox")


class RunningDemo:
    """`portal demo run` in a folder of its own, on a free port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.out = data.parent / "demo.out"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "PORT": str(self.port), "PORTAL_DATA": str(self.data),
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def start(self) -> str:
        """Returns what it prints until everything runs."""
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [COMMAND, "demo", "run"], env=self.environ, stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, process_group=0,
            )  # fmt: skip
        wait_until(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said()
        return self.said()

    def said(self) -> str:
        return self.out.read_text()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def processes(self) -> dict[int, str]:
        """The command lines of everything that `portal demo run` started, itself included."""
        alive = _alive()
        ours = {self.process.pid}
        while more := {pid for pid, (parent, _) in alive.items() if parent in ours} - ours:
            ours |= more
        return {pid: alive[pid][1] for pid in ours if pid in alive}


def _alive() -> dict[int, tuple[int, str]]:
    """Every process but the zombies: its parent and its command line."""
    if not Path("/proc/self/stat").exists():
        return _listed_by_ps()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
        except OSError:
            continue
        if state != "Z":
            found[int(folder.name)] = (int(parent), command)
    return found


def _listed_by_ps() -> dict[int, tuple[int, str]]:
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    rows = [line.split(None, 3) for line in listed.splitlines()]
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if row[2][0] != "Z"}


def any_alive(pids: Iterable[int]) -> bool:
    return bool(_alive().keys() & set(pids))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    made = RunningDemo(tmp_path_factory.mktemp("demo") / "var")
    try:
        made.first_words = made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def somebody(running: RunningDemo) -> Iterator[Browser]:
    """A browser on the running demo, over the network."""
    settings = Settings.from_environment(running.environ)
    app = app_for(settings)
    with app.app_context():
        yield Browser(app, client=OverTheNetwork(running.url))
    app.extensions["portal_database"].dispose()


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
