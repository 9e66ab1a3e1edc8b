"""Processes that live and die together: restarted when they fall, never orphaned."""

import errno
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PARENT = "PORTAL_PARENT"
STOP_SECONDS = 10
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 30.0
LAST_WORDS = 3


@dataclass
class Child:
    name: str
    command: Sequence[str]
    log: Path | None = None
    fds: Sequence[int] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self) -> str:
        """How it ended, in words."""
        code = self.process.returncode if self.process else 0
        how = f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        if self.log is None or not self.log.exists():
            return how
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n  ".join([how, *lines[-LAST_WORDS:]])


@dataclass
class Children:
    """The processes this one answers for. Those that fall are started again, ever more slowly."""

    say: Callable[[str], None]
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    children: list[Child] = field(default_factory=list)

    def start(
        self, name: str, *command: str, log: Path | None = None, fds: Sequence[int] = ()
    ) -> Child:
        child = Child(name, command, log, fds)
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_bytes(b"")
        self.children.append(child)
        _launch(child, self.environ)
        return child

    def tend(self) -> None:
        """Start again whoever fell. Call it often."""
        now = time.monotonic()
        for child in self.children:
            if child.is_running:
                continue
            if not child.start_again_at:
                steady = now - child.started_at > STEADY_SECONDS
                child.pause = FIRST_PAUSE_SECONDS if steady else child.pause
                child.start_again_at = now + child.pause
                self.say(f"The {child.name} stopped: {child.end()}")
                self.say(f"Starting the {child.name} again in {child.pause:g} s.")
                child.pause = min(2 * child.pause, LONGEST_PAUSE_SECONDS)
            elif now >= child.start_again_at:
                _launch(child, self.environ)

    def tend_until(self, stopping: threading.Event) -> None:
        while not stopping.wait(0.2):
            self.tend()

    def stop(self) -> None:
        """Ask each to finish, the last one started first, and end by force who does not."""
        for child in reversed(self.children):
            if child.process is None:
                continue
            child.process.terminate()
            try:
                child.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.say(f"The {child.name} did not stop in {STOP_SECONDS} s; ended by force.")
            _end_group(child.process.pid)
            child.process.wait()


def _launch(child: Child, environ: Mapping[str, str]) -> None:
    """In a group of its own, so that Ctrl-C reaches only the parent, who stops all in order."""
    out: IO[bytes] | None = child.log.open("ab") if child.log else None
    child.process = subprocess.Popen(
        child.command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.STDOUT if out else None,
        env={**environ, PARENT: str(os.getpid())},
        pass_fds=child.fds,
        process_group=0,
    )
    if out:
        out.close()
    child.started_at, child.start_again_at = time.monotonic(), 0.0


def _end_group(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody is left in it
        os.killpg(group, signal.SIGKILL)


def follow_parent() -> None:
    """When a portal process started this one, end soon after it, however it ended."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        end_with(int(parent))


def end_with(parent: int) -> None:
    """End this process when `parent` is gone: first kindly, then by force."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="follow-parent", daemon=True).start()


def stop_on_signals() -> threading.Event:
    """An event that Ctrl-C, SIGTERM and a closed terminal set."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stopping.set())
    return stopping


def why_not_listen(host: str, port: int) -> str:
    """Why a server could not listen there, in words; empty when it could a moment ago."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} is already in use. Choose another, for example PORT={port + 1}"
            return f"Port {port} of {host} cannot be used: {error.strerror}"
    return ""
