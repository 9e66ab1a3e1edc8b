"""The greeting: by name, by time of day, and how things stand in one breath."""

from collections.abc import Sequence
from datetime import datetime

from portal.web.languages import _

NOON, EVENING, NIGHT_ENDS = 12, 18, 5


def greeting(name: str, here: datetime) -> str:
    """ "Good afternoon, Maya". `here` is the reader's own time."""
    if NIGHT_ENDS <= here.hour < NOON:
        return _("Good morning, %(name)s", name=name) if name else _("Good morning")
    if NOON <= here.hour < EVENING:
        return _("Good afternoon, %(name)s", name=name) if name else _("Good afternoon")
    return _("Good evening, %(name)s", name=name) if name else _("Good evening")


def lede(statuses: Sequence[str], *, waits: bool) -> str:
    """What there is to say, ending in whether anything waits for them."""
    end = _("One thing is waiting for you.") if waits else _("Nothing is waiting for you.")
    return " ".join([*statuses, end])
