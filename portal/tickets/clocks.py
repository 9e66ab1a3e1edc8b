"""The clocks of a ticket, as the verbs set them: each in the row, so that lists need no reckoning.

`portal.tickets.ledger` reckons the same from everything that happened; a test holds the two
together.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.deadlines.calendars import Calendar
from portal.orders.models import Order
from portal.promises.calendars import calendar_of
from portal.promises.terms import Situation, Terms, level_of, terms_for
from portal.tickets import forecasts
from portal.tickets.clock_models import TicketClock, TicketPause
from portal.tickets.models import Ticket, TicketKind, TicketState


def minute(at: datetime) -> datetime:
    """Promises count whole minutes: the one that has begun counts in full."""
    return at.replace(second=0, microsecond=0)


def terms_of(
    kind: TicketKind, *, customer: Customer, order: Order | None, department_id: int | None = None
) -> Terms:
    return terms_for(
        Situation(
            kind=kind,
            level=level_of(customer.id),
            department_id=department_id,
            product=order.product if order else None,
        )
    )


def terms_now(ticket: Ticket) -> Terms:
    """The terms that would hold for this ticket if it began now."""
    return terms_of(
        ticket.kind,
        customer=ticket.customer,
        order=ticket.order,
        department_id=ticket.department_id,
    )


def first_answer(terms: Terms) -> timedelta:
    """The standard promises one for every kind of concern, so there always is one."""
    assert terms.targets.first_answer is not None
    return terms.targets.first_answer


def start(ticket: Ticket, terms: Terms) -> TicketClock:
    """Write down by which terms the ticket is promised its answers. Its promise of the first
    answer stands in the ticket already."""
    started = TicketClock(
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        calendar_id=terms.kept_calendar.id if terms.kept_calendar else None,
        sources={promise.value: name for promise, name in terms.sources.items()},
    )
    started.targets = terms.targets
    started.owed_since = ticket.opened_at if ticket.promised_at else None
    session.add(started)
    if terms.targets.solution and ticket.state in (TicketState.NEW, TicketState.OPEN):
        at = minute(ticket.opened_at)
        started.solution_due_at = terms.calendar.after(at, terms.targets.solution)
    session.flush()
    return started


def clock_of(ticket: Ticket) -> TicketClock:
    """The ticket's clock, inside a verb; one from before there were clocks gets today's terms."""
    return session.get(TicketClock, ticket.id) or start(ticket, terms_now(ticket))


def pause_of(ticket: Ticket) -> TicketPause | None:
    """The pause that goes on."""
    going_on = (TicketPause.ticket_id == ticket.id, TicketPause.ended_at.is_(None))
    return session.scalars(select(TicketPause).where(*going_on)).one_or_none()


def owe(ticket: Ticket) -> None:
    """We owe an answer from now on: what is left of the one that stood still, or a new one. One
    that runs is never put off."""
    if ticket.promised_at is not None:
        return
    kept = clock_of(ticket)
    _, calendar = calendar_of(kept.calendar_id)
    now = minute(clock.now())
    if kept.held_due_at is not None and kept.held_at is not None:
        due_at = _goes_on(kept.held_due_at, kept.held_at, now, calendar)
        if not ticket.is_answered:
            ticket.first_promised_at = due_at
    else:
        due_at = calendar.after(now, _next_answer(kept, ticket))
        kept.owed_since = now
    kept.held_due_at = kept.held_at = None
    _promise(ticket, due_at)


def hold(ticket: Ticket) -> None:
    """The answer we owe waits for somebody: its clock stands still."""
    if ticket.promised_at is None:
        return
    kept = clock_of(ticket)
    kept.held_due_at, kept.held_at = ticket.promised_at, minute(clock.now())
    ticket.due_at = ticket.snoozed_due_at = None


def met(ticket: Ticket) -> None:
    """Nothing is owed: it was answered, or solved."""
    kept = session.get(TicketClock, ticket.id)
    if ticket.promised_at is not None:
        forecasts.remember(
            ticket,
            due_at=ticket.promised_at,
            began_at=(kept.owed_since if kept else None) or ticket.opened_at,
        )
    ticket.due_at = ticket.snoozed_due_at = None
    if kept is not None:
        kept.held_due_at = kept.held_at = None


def turn(ticket: Ticket) -> None:
    """Let the solution's clock run or stand, as the ticket stands at the end of a verb."""
    kept = session.get(TicketClock, ticket.id)
    if kept is None or kept.solution_minutes is None:
        return
    runs = ticket.state in (TicketState.NEW, TicketState.OPEN) and pause_of(ticket) is None
    now = minute(clock.now())
    if not runs and kept.solution_due_at is not None:
        kept.solution_held_due_at, kept.solution_held_at = kept.solution_due_at, now
        kept.solution_due_at = None
    elif runs and kept.solution_held_due_at is not None and kept.solution_held_at is not None:
        _, calendar = calendar_of(kept.calendar_id)
        kept.solution_due_at = _goes_on(
            kept.solution_held_due_at, kept.solution_held_at, now, calendar
        )
        kept.solution_held_due_at = kept.solution_held_at = None


def put_right(ticket: Ticket) -> None:
    """After an act was undone: nothing stands still that runs again."""
    kept = session.get(TicketClock, ticket.id)
    if kept is not None and ticket.promised_at is not None:
        kept.held_due_at = kept.held_at = None
    turn(ticket)


def _goes_on(due_at: datetime, held_at: datetime, now: datetime, calendar: Calendar) -> datetime:
    """What had run out before it stood still stays run out."""
    if due_at <= held_at:
        return due_at
    return calendar.after(now, calendar.working_time(held_at, due_at))


def _next_answer(kept: TicketClock, ticket: Ticket) -> timedelta:
    length = kept.targets.next_answer or terms_now(ticket).targets.next_answer
    assert length is not None
    return length


def _promise(ticket: Ticket, due_at: datetime) -> None:
    """Where the promise stands: beside the ticket while that is put off."""
    if ticket.is_snoozed:
        ticket.snoozed_due_at = due_at
    else:
        ticket.due_at = due_at
