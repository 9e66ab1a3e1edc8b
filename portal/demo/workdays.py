"""When people work, and when they write. Pure."""

from datetime import UTC, datetime, timedelta, tzinfo

from portal.tickets.promises import CLOSES, OPENS, after_working_hours, is_working_day

MORNING = 7
NIGHT = timedelta(hours=7)


def shifted(at: datetime, hours: float, zone: tzinfo) -> datetime:
    """The moment that many working hours later; earlier when `hours` is negative."""
    if hours >= 0:
        return after_working_hours(at, timedelta(hours=hours), zone)
    return _earlier(at, timedelta(hours=-hours), zone)


def awake(at: datetime, zone: tzinfo) -> datetime:
    """Nobody writes in the small hours: the evening before instead."""
    return at - NIGHT if at.astimezone(zone).hour < MORNING else at


def _earlier(at: datetime, working_time: timedelta, zone: tzinfo) -> datetime:
    here = at.astimezone(zone)
    day, left = here.date(), working_time
    while True:
        opens = datetime.combine(day, OPENS, zone)
        ends = min(here, datetime.combine(day, CLOSES, zone))
        if is_working_day(day) and opens < ends:
            if ends - left >= opens:
                return (ends - left).astimezone(UTC)
            left -= ends - opens
        day -= timedelta(days=1)
