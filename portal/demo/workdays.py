"""When people work, and when they write. Pure."""

from datetime import datetime, timedelta, tzinfo

from portal.promises import standard

MORNING = 7
NIGHT = timedelta(hours=7)


def shifted(at: datetime, hours: float, zone: tzinfo) -> datetime:
    """The moment that many working hours later; earlier when `hours` is negative."""
    calendar, length = standard.calendar(zone), timedelta(hours=abs(hours))
    return calendar.after(at, length) if hours >= 0 else calendar.before(at, length)


def awake(at: datetime, zone: tzinfo) -> datetime:
    """Nobody writes in the small hours: the evening before instead."""
    return at - NIGHT if at.astimezone(zone).hour < MORNING else at
