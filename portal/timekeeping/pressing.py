"""What happens when a promise is about to run out, or has. Each rule presses once for each promise
of each concern, whoever looks, and however many look at the same time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.deadlines.values import Promise
from portal.departments.models import Department, DepartmentMember
from portal.history.recording import record
from portal.jobs import sweep
from portal.messages.once import insert_once
from portal.promises.calendars import calendar_of
from portal.promises.models import PressingRule, Side
from portal.tickets import handing_over, triage
from portal.tickets.clock_models import TicketClock
from portal.tickets.company import zone
from portal.tickets.ledger import ledger_of
from portal.tickets.models import Priority, Ticket, TicketState
from portal.tickets.notices import tell_staff
from portal.timekeeping.events import PROMISES, PromisePressed
from portal.timekeeping.models import Pressed

CHUNK = 100
_URGENCY = [Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT]


@sweep(every=timedelta(seconds=30))
def press_what_is_due() -> int:
    """Each in a transaction of its own: one that fails keeps no other from being pressed."""
    rules = session.scalars(select(PressingRule).where(PressingRule.is_on)).all()
    due = [(ticket_id, rule.id) for rule in rules for ticket_id in _due(rule)]
    return sum(press(ticket_id, rule_id) for ticket_id, rule_id in due)


@atomic()
def press(ticket_id: int, rule_id: int) -> int:
    """Let one rule press for the promise that runs in this ticket; 1 when it did now."""
    ticket = lock(session.get_one(Ticket, ticket_id))
    rule = session.get_one(PressingRule, rule_id)
    due_at = _due_at(ticket, rule.promise)
    if due_at is None or ticket.is_solved or due_at > _until(rule):
        return 0
    promise = {
        "ticket_id": ticket.id,
        "rule_id": rule.id,
        "promise": rule.promise,
        "began_at": _began_at(ticket, rule.promise) or due_at,
    }
    fields = ["ticket_id", "rule_id", "promise", "began_at"]
    if not insert_once(Pressed, unique=fields, due_at=due_at, at=clock.now(), **promise):
        session.scalars(select(Pressed).filter_by(**promise)).one().due_at = due_at
        return 0
    _do(rule, ticket, due_at)
    return 1


def _due(rule: PressingRule) -> Iterator[int]:
    """The tickets for which the rule may have to press, the longest due first."""
    until = _until(rule)
    if rule.promise is Promise.SOLUTION:
        at = TicketClock.solution_due_at
        query = select(Ticket.id).join(TicketClock, TicketClock.ticket_id == Ticket.id)
        yield from session.scalars(_unpressed(query, at, rule, until))
        return
    is_first = Ticket.first_answered_at.is_(None)
    answers = select(Ticket.id).where(
        is_first if rule.promise is Promise.FIRST_ANSWER else ~is_first
    )
    yield from session.scalars(_unpressed(answers, Ticket.due_at, rule, until))
    put_off = answers.where(Ticket.snoozed_until.is_not(None))
    yield from session.scalars(_unpressed(put_off, Ticket.snoozed_due_at, rule, until))


def _unpressed(
    query: Select[tuple[int]], at: ColumnElement[datetime], rule: PressingRule, until: datetime
) -> Select[tuple[int]]:
    """A rule looks at nothing that was due before there was the rule."""
    pressed = exists().where(
        Pressed.ticket_id == Ticket.id, Pressed.rule_id == rule.id, Pressed.due_at == at
    )
    return (
        query.where(at > rule.created_at, at <= until, Ticket.merged_into_id.is_(None), ~pressed)
        .where(Ticket.state != TicketState.SOLVED)
        .order_by(at, Ticket.id)
        .limit(CHUNK)
    )


def _until(rule: PressingRule) -> datetime:
    """What is due until then is pressed for; the rule's minutes are working time."""
    _, calendar = calendar_of(None)
    length = timedelta(minutes=rule.minutes)
    if rule.side is Side.BEFORE:
        return calendar.after(clock.now(), length)
    return calendar.before(clock.now(), length)


def _due_at(ticket: Ticket, promise: Promise) -> datetime | None:
    if promise is Promise.SOLUTION:
        kept = session.get(TicketClock, ticket.id)
        return kept.solution_due_at if kept else None
    if ticket.is_answered is (promise is Promise.FIRST_ANSWER):
        return None
    return ticket.promised_at


def _began_at(ticket: Ticket, promise: Promise) -> datetime | None:
    ledger = ledger_of(ticket, only_latest=True).ledger
    if promise is Promise.SOLUTION:
        return ledger.clock.began_at
    return ledger.answer.began_at if ledger.answer else None


def _do(rule: PressingRule, ticket: Ticket, due_at: datetime) -> None:
    is_late = due_at <= clock.now()
    here = due_at.astimezone(zone())
    event = PromisePressed(
        number=ticket.number,
        what=rule.promise.value,
        until=f"{here:%Y-%m-%d %H:%M}",
        is_late=is_late,
    )
    record(event, customer=ticket.customer, by=None)
    says = "is late" if is_late else "is due"
    text = (
        f"{ticket.number}: the {PROMISES[rule.promise]} {says}, promised by {here:%a %d %b, %H:%M}"
    )
    for user_id in sorted(_told(rule, ticket)):
        tell_staff(user_id, ticket, text)
    if rule.raises_to and _URGENCY.index(Priority(rule.raises_to)) > _URGENCY.index(
        ticket.priority
    ):
        triage.prioritise(ticket, priority=Priority(rule.raises_to), by=None)
    if rule.department_id and ticket.department_id != rule.department_id:
        to = session.get_one(Department, rule.department_id)
        if not to.is_retired and not to.is_partner:
            handing_over.hand_over(ticket, to=to, by=None)


def _told(rule: PressingRule, ticket: Ticket) -> set[int]:
    """Whose promise it is; where nobody looks after the concern, who leads."""
    told = set()
    if rule.tells_assignee and ticket.assignee_id:
        told.add(ticket.assignee_id)
    if rule.tells_leads or not told:
        told |= _leads(ticket)
    return told


def _leads(ticket: Ticket) -> set[int]:
    """The leads of its department; where it has none, all of them."""
    leads = select(User.id).where(User.role == Role.LEAD, User.disabled_at.is_(None))
    members = select(DepartmentMember.user_id).where(
        DepartmentMember.department_id == ticket.department_id
    )
    return set(session.scalars(leads.where(User.id.in_(members)))) or set(session.scalars(leads))
