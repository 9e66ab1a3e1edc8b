"""Answers that may be a few seconds old: counts that stand on every page, the same for everybody.

They are kept in this process until it writes anything itself, so who has just done something sees
it at once; what other processes wrote shows after `seconds`.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from portal.database import current_database

Answer = TypeVar("Answer")
MOST = 1_000
"""So many answers are kept at most."""


@dataclass(frozen=True)
class Kept:
    answer: Any
    writes: int
    until: float


def remembered(*, seconds: float) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """For each of its arguments apart, which must be hashable."""

    def decorate(ask: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(ask)
        def answer(*asked: Hashable) -> Answer:
            database = current_database()
            kept = database.remembered.get((ask, *asked))
            # Counted before asking: a write in between makes the answer outdated, not fresh.
            writes = database.writes
            if kept is None or kept.writes != writes or kept.until < time.monotonic():
                if len(database.remembered) >= MOST:
                    database.remembered.clear()
                kept = Kept(ask(*asked), writes, time.monotonic() + seconds)
                database.remembered[ask, *asked] = kept
            return kept.answer

        return answer

    return decorate
