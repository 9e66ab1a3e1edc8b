"""Work that waits in the database. A sweep looks for rows that are due, claims and does them;
any number of workers may sweep at once, and a sweep may run twice: claims make that safe.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Line, Model, atomic, session

log = logging.getLogger(__name__)
HEARTBEAT_EVERY = timedelta(seconds=10)
FORGOTTEN_AFTER = timedelta(days=1)
PAUSE_SECONDS = 0.5


class Worker(Model):
    """A worker process and when it was last seen alive."""

    __tablename__ = "workers"

    name: Mapped[Line] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Sweep:
    name: str
    every: timedelta
    run: Callable[[], int]


SWEEPS: dict[str, Sweep] = {}


def sweep(*, every: timedelta) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Let workers run this as often as `every`. It returns how many things it did."""

    def register(run: Callable[[], int]) -> Callable[[], int]:
        name = f"{run.__module__}.{run.__name__}"
        SWEEPS[name] = Sweep(name, every, run)
        return run

    return register


def run_once(app: Flask) -> dict[str, int]:
    """Every sweep once, in its own context each; what failed is logged and comes again."""
    return {name: _run(app, each) for name, each in SWEEPS.items()}


def work(app: Flask, *, stopping: threading.Event) -> None:
    """Sweep until `stopping` is set."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    next_at: dict[str, float] = {}
    next_heartbeat = 0.0
    while not stopping.is_set():
        now = time.monotonic()
        if now >= next_heartbeat and _beat(app, name):
            next_heartbeat = now + HEARTBEAT_EVERY.total_seconds()
        for each in SWEEPS.values():
            if now >= next_at.get(each.name, 0) and not stopping.is_set():
                did_something = _run(app, each)
                pause = 0 if did_something else each.every.total_seconds()
                next_at[each.name] = time.monotonic() + pause
        stopping.wait(PAUSE_SECONDS)


def _run(app: Flask, each: Sweep) -> int:
    with app.app_context():
        try:
            return each.run()
        except Exception:
            log.exception("sweep failed", extra={"sweep": each.name})
            return 0


def _beat(app: Flask, name: str) -> bool:
    with app.app_context():
        try:
            _still_here(name)
        except Exception:
            log.exception("heartbeat failed")
            return False
    return True


@atomic()
def _still_here(name: str) -> None:
    now = clock.now()
    session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN_AFTER))
    session.merge(Worker(name=name, seen_at=now))
