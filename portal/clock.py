"""What time it is. Every instant in the portal comes from here, aware and in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_stopped_at: datetime | None = None


def now() -> datetime:
    return _stopped_at or datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[datetime]:
    """Let the whole process, all its threads, believe that it is `moment`."""
    global _stopped_at
    before, _stopped_at = _stopped_at, moment.astimezone(UTC)
    try:
        yield moment
    finally:
        _stopped_at = before
