"""Answers that may be a few seconds old: counts that stand on every page, the same for everybody.

They are kept in this process until it writes anything itself, so who has just done something sees
it at once; what other processes wrote shows after `seconds`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from portal.database import current_database

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Kept:
    answer: Any
    writes: int
    until: float


def remembered(*, seconds: float) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    def decorate(ask: Callable[[], Answer]) -> Callable[[], Answer]:
        @wraps(ask)
        def answer() -> Answer:
            database = current_database()
            kept = database.remembered.get(ask)
            # Counted before asking: a write in between makes the answer outdated, not fresh.
            writes = database.writes
            if kept is None or kept.writes != writes or kept.until < time.monotonic():
                kept = Kept(ask(), writes, time.monotonic() + seconds)
                database.remembered[ask] = kept
            return kept.answer

        return answer

    return decorate
