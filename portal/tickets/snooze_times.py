"""Moments to put a ticket off to. Pure: values in, values out; all in the company's zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MORNING, AFTERNOON = time(9), time(14)
LONGEST = timedelta(days=366)


class NoSuchTime(ValueError):
    """Not a moment that a ticket can be put off to."""


@dataclass(frozen=True)
class Preset:
    name: str
    text: str
    at: datetime


def presets(now: datetime, zone: tzinfo) -> list[Preset]:
    """What is offered: only moments still to come, none of them twice."""
    today = now.astimezone(zone).date()
    monday = today + timedelta(days=7 - today.weekday())
    offered = [
        Preset("afternoon", "This afternoon", _at(today, AFTERNOON, zone)),
        Preset("tomorrow", "Tomorrow 9:00", _at(today + timedelta(days=1), MORNING, zone)),
        Preset("monday", "Monday 9:00", _at(monday, MORNING, zone)),
        Preset("week", "In a week", _at(today + timedelta(days=7), MORNING, zone)),
    ]
    seen: set[datetime] = set()
    kept = []
    for preset in offered:
        if preset.at > now + timedelta(minutes=30) and preset.at not in seen:
            seen.add(preset.at)
            kept.append(preset)
    return kept


def moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """A preset by name, or "2026-11-24T09:00" on the company's clock."""
    for preset in presets(now, zone):
        if preset.name == text:
            return preset.at
    at = on_the_clock(text, zone)
    if at <= now:
        raise NoSuchTime("Choose a time still to come")
    if at > now + LONGEST:
        raise NoSuchTime("Choose a time within a year")
    return at


def on_the_clock(text: str, zone: tzinfo) -> datetime:
    """ "2026-11-24T09:00" as a moment."""
    try:
        typed = datetime.fromisoformat(text)
        return (typed if typed.tzinfo else typed.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime("Choose a day and a time, like 2026-11-24 09:00") from error


def _at(day: date, clock_time: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock_time, zone).astimezone(UTC)
