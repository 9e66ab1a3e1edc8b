"""When a step is due where its reader lives. Pure.

Days are days of the calendar there, so ten in the morning stays ten when the clocks change. A time
that the clocks leave out is the one an hour on; one that comes twice is the first.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo

from portal.deadlines.calendars import Calendar
from portal.followups.spec import Step


def due_at(step: Step, since: datetime, zone: tzinfo, house: Calendar) -> datetime:
    """The instant at which `step` is due for what happened at `since`; working days are the
    house's."""
    day = since.astimezone(zone).date()
    counts = working_days_on if step.working_days else _days_on
    day = counts(day, step.after_days, house)
    return datetime.combine(day, step.at, zone).astimezone(UTC)


def working_days_on(day: date, days: int, house: Calendar) -> date:
    """So many working days on, or back; never on a day of rest."""
    forward = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left or not house.open_on(day):
        day += forward
        left -= bool(house.open_on(day)) and left > 0
    return day


def _days_on(day: date, days: int, _house: Calendar) -> date:
    return day + timedelta(days=days)
