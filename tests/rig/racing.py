"""The same thing at the same moment in several real processes.

SQLite lets one process write at a time, so code that forgets a lock passes there and fails on
PostgreSQL: a race is only a test when it runs on both.
"""

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.database import session
from portal.settings import Settings
from tests.rig.portals import app_for

PATIENCE_SECONDS = 90
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.rig.racing"])


@dataclass(frozen=True)
class Raised:
    """How one of the processes failed."""

    name: str
    text: str


def race(settings: Settings, target: Callable[..., Any], each: list[tuple[Any, ...]]) -> list[Any]:
    """Call `target(*arguments)` for each arguments in a process of its own, all at once.

    `target` is a function at the top of a test module; it runs in an application context. Returns
    what each gave back (or a Raised), in order.
    """
    start = _processes.Barrier(len(each))
    pipes = [_processes.Pipe(duplex=False) for _ in each]
    runners = [
        _processes.Process(target=_run, args=(settings, start, writer, target, arguments))
        for (_, writer), arguments in zip(pipes, each, strict=True)
    ]
    for runner in runners:
        runner.start()
    answers = []
    for reader, writer in pipes:
        writer.close()
        with reader:
            try:
                answers.append(reader.recv() if reader.poll(PATIENCE_SECONDS) else _late())
            except EOFError:
                answers.append(Raised("Died", "the process ended without an answer"))
    for runner in runners:
        runner.join(PATIENCE_SECONDS)
        runner.close()
    return answers


def _late() -> Raised:
    return Raised("TooSlow", f"no answer within {PATIENCE_SECONDS} s")


def _run(
    settings: Settings, start: Any, writer: Any, target: Callable[..., Any], arguments: tuple
) -> None:
    app = app_for(settings)
    with app.app_context():
        session.execute(sa.select(1))
        session.rollback()
        start.wait(PATIENCE_SECONDS)
        try:
            answer = target(*arguments)
        except Exception as error:
            answer = Raised(type(error).__name__, str(error))
    app.extensions["portal_database"].dispose()
    writer.send(answer)
    writer.close()
