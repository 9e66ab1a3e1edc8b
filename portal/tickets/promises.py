"""What is promised, and by when. Pure: values in, values out.

A promise counts working hours in the company's zone: 16:50 on a Friday plus four hours is Monday
noon, never Friday night.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portal.tickets.models import Priority, TicketKind

OPENS, CLOSES = time(9), time(17, 30)
HOLIDAYS: frozenset[date] = frozenset()
FIRST_ANSWER = {
    TicketKind.BROKEN: timedelta(hours=4),
    TicketKind.COMPLAINT: timedelta(hours=4),
    TicketKind.QUESTION: timedelta(hours=8),
    TicketKind.REQUEST: timedelta(hours=8),
    TicketKind.IDEA: timedelta(hours=16),
    TicketKind.PRAISE: timedelta(hours=16),
}
NEXT_ANSWER = timedelta(hours=8)
STARTS_HIGH = frozenset({TicketKind.BROKEN, TicketKind.COMPLAINT})


def promised_by(kind: TicketKind, at: datetime, zone: tzinfo) -> datetime:
    """When a concern of this kind, raised at `at`, has its first answer."""
    return after_working_hours(at, FIRST_ANSWER[kind], zone)


def next_promised_by(at: datetime, zone: tzinfo) -> datetime:
    """When the customer's word of `at` has its answer, once the talk is under way."""
    return after_working_hours(at, NEXT_ANSWER, zone)


def first_priority(kind: TicketKind) -> Priority:
    return Priority.HIGH if kind in STARTS_HIGH else Priority.NORMAL


def after_working_hours(at: datetime, hours: timedelta, zone: tzinfo) -> datetime:
    """The minute in which `hours` of working time have gone by since `at`."""
    here = at.astimezone(zone).replace(second=0, microsecond=0)
    day, left = here.date(), hours
    while True:
        closes = datetime.combine(day, CLOSES, zone)
        starts = max(here, datetime.combine(day, OPENS, zone))
        if is_working_day(day) and starts < closes:
            if starts + left <= closes:
                return (starts + left).astimezone(UTC)
            left -= closes - starts
        day += timedelta(days=1)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS
