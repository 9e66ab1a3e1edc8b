"""Asking a server for pages and counting what each costs."""

import http.client
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.cpu import seconds_of

BROWSER = {"User-Agent": "bench", "Accept": "text/html,*/*;q=0.8"}


@dataclass
class Page:
    """One thing that is asked for: where, by whom, and which processes do the work."""

    name: str
    port: int
    path: str
    cookie: str
    pids: tuple[int, ...]
    requests: int
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    size: int = 0

    def figures(self) -> dict[str, float]:
        return {
            "cpu_ms": round(statistics.median(self.cpu_ms), 3),
            "p50_ms": round(statistics.median(self.wall_ms), 3),
            "bytes": self.size,
        }


def measure(page: Page) -> None:
    """One round: the page again and again over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=120)
    headers = BROWSER | {"Cookie": page.cookie}
    walls = []
    before = seconds_of(*page.pids)
    for _ in range(page.requests):
        start = time.perf_counter()
        connection.request("GET", page.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        walls.append(1000 * (time.perf_counter() - start))
        assert answer.status == 200, (page.name, answer.status, body[:300])
    page.cpu_ms.append(1000 * (seconds_of(*page.pids) - before) / page.requests)
    page.wall_ms.append(statistics.median(walls))
    page.size = len(body)
    page.cookie = _kept(page.cookie, answer.getheader("Set-Cookie", ""))
    connection.close()


def _kept(cookie: str, given: str) -> str:
    """As a browser does: a cookie that was given again replaces the one of its name."""
    name, _, _ = given.partition("=")
    return given.partition(";")[0] if given and cookie.startswith(f"{name}=") else cookie


def warm_up(page: Page) -> None:
    requests, page.requests = page.requests, min(40, page.requests)
    measure(page)
    page.requests = requests
    page.cpu_ms.clear()
    page.wall_ms.clear()


@contextmanager
def running(
    words: Sequence[str | Path], port: int, environ: dict[str, str], folder: Path | None = None
) -> Iterator[int]:
    """A server process for as long as the block runs; begins when it listens. Gives its id."""
    process = subprocess.Popen(
        words, env=environ, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"this server ended at once: {process.args}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")
