"""Days of the calendar where somebody lives, as instants. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo


def zone_named(name: str | None, otherwise: str) -> tuple[ZoneInfo, bool]:
    """The zone, and whether it is a guess because theirs is not known."""
    try:
        if name:
            return ZoneInfo(name), False
    except (KeyError, ValueError, OSError):
        pass
    return ZoneInfo(otherwise), True


def midnight(at: datetime, zone: tzinfo, *, days_on: int = 0) -> datetime:
    """The beginning of that calendar day, or of one some days on, as an instant."""
    day = at.astimezone(zone).date() + timedelta(days=days_on)
    return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The midnight that ends that calendar day there, as an instant."""
    return datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)


def at_on(hour: time, at: datetime, zone: tzinfo, *, days_on: int) -> datetime:
    """That time of the day, some days after `at`, as an instant."""
    day = at.astimezone(zone).date() + timedelta(days=days_on)
    return datetime.combine(day, hour, zone).astimezone(UTC)
