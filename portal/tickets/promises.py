"""What is promised, by when, and what happens next. Pure: values in, values out.

A promise counts working hours in the company's zone: 16:50 on a Friday plus four hours is Monday
noon, never Friday night.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from portal.tickets.models import Priority, Ticket, TicketKind, TicketState

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


@dataclass(frozen=True)
class Status:
    """A state in the customer's words, and how it looks."""

    text: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One line of "what happens next". `state` is done, now, turn (the customer's) or todo."""

    name: str
    when: str
    state: str


STATUS = {
    TicketState.NEW: Status("Received"),
    TicketState.OPEN: Status("We're on it", "info"),
    TicketState.WAITING: Status("Your turn", "warn", "reply"),
    TicketState.SOLVED: Status("Solved", "good", "check"),
}


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


def status_of(ticket: Ticket) -> Status:
    return STATUS[ticket.state]


def what_next(ticket: Ticket, *, now: datetime, say: Callable[[datetime], str]) -> list[Step]:
    """The steps of this concern with their dates, as `say` words a moment for the reader."""
    steps = [Step("Received", say(ticket.opened_at), "done")]
    if ticket.first_answered_at is not None:
        kept = f"{say(ticket.first_answered_at)}, promised by {say(ticket.first_promised_at)}"
        steps.append(Step("First answer", kept, "done"))
    elif not ticket.is_solved:
        steps.append(Step("First answer", _by(ticket.first_promised_at, now, say), "now"))
    if ticket.state is TicketState.WAITING:
        steps.append(Step("Your turn", "We go on as soon as you reply", "turn"))
    elif ticket.state is TicketState.OPEN and ticket.is_answered and ticket.due_at:
        steps.append(Step("Our next answer", _by(ticket.due_at, now, say), "now"))
    if ticket.solved_at is not None:
        return [*steps, Step("Solved", say(ticket.solved_at), "done")]
    return [*steps, Step("Solved", "When you say so, or we do", "todo")]


def _by(due_at: datetime, now: datetime, say: Callable[[datetime], str]) -> str:
    if due_at < now:
        return f"Promised by {say(due_at)}. We are late"
    return f"By {say(due_at)}"
