"""The greeting: by name, by time of day, and how things stand in one breath. Pure."""

from collections.abc import Sequence
from datetime import datetime

NOON, EVENING, NIGHT_ENDS = 12, 18, 5


def greeting(name: str, here: datetime) -> str:
    """ "Good afternoon, Maya". `here` is the reader's own time."""
    if NIGHT_ENDS <= here.hour < NOON:
        part = "morning"
    elif NOON <= here.hour < EVENING:
        part = "afternoon"
    else:
        part = "evening"
    return f"Good {part}, {name}" if name else f"Good {part}"


def lede(statuses: Sequence[str], *, waits: bool) -> str:
    """What there is to say, ending in whether anything waits for them."""
    end = "One thing is waiting for you." if waits else "Nothing is waiting for you."
    return " ".join([*statuses, end])
