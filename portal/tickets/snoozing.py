"""Putting a ticket off: out of the queue until a moment, or until the customer says something.

The queue is an index of `due_at`, so the promise steps aside for that long and comes back with the
ticket; the customer is told it all the same.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.jobs import sweep
from portal.tickets import clocks
from portal.tickets.company import zone
from portal.tickets.models import Ticket
from portal.tickets.time_events import TicketSnoozed, TicketWoken
from portal.tickets.time_models import Snooze

CHUNK = 100


class CannotSnooze(Exception):
    """A solved ticket waits for nothing; a moment that has gone by wakes nobody."""


@atomic()
def snooze(
    ticket: Ticket,
    *,
    until: datetime,
    by: Actor,
    wakes_on_reply: bool = True,
    reason: str = "",
) -> None:
    """Put the ticket off. Putting it off again changes the moment; the promise stays the one."""
    lock(ticket)
    if ticket.is_merged or ticket.is_solved:
        raise CannotSnooze(f"{ticket.number} is solved: there is nothing to put off")
    if until <= clock.now():
        raise CannotSnooze("Choose a time still to come")
    if not ticket.is_snoozed:
        ticket.snoozed_due_at, ticket.due_at = ticket.due_at, None
    ticket.snoozed_until = until
    snoozed = session.get(Snooze, ticket.id) or Snooze(ticket_id=ticket.id)
    snoozed.customer_id, snoozed.by_id = ticket.customer_id, by.id
    snoozed.wakes_on_reply, snoozed.reason = wakes_on_reply, reason
    session.add(snoozed)
    session.flush()
    here = f"{until.astimezone(zone()):%Y-%m-%d %H:%M}"
    event = TicketSnoozed(number=ticket.number, until=here, reason=reason)
    record(event, customer=ticket.customer, by=by)


@atomic()
def wake(ticket: Ticket, *, by: Actor | None) -> None:
    """Bring the ticket back, with the promise it had; the sweep does it as nobody (`by=None`)."""
    lock(ticket)
    if not ticket.is_snoozed:
        return
    end_quietly(ticket)
    if by is None and ticket.due_at is None and not ticket.is_solved:
        # It waited for the customer, who said nothing: now it is the desk's to look at.
        clocks.owe(ticket)
    record(TicketWoken(number=ticket.number), customer=ticket.customer, by=by)


def end_quietly(ticket: Ticket) -> None:
    """No longer put off, inside a verb that says itself what happened."""
    if not ticket.is_snoozed:
        return
    ticket.due_at = ticket.due_at or ticket.snoozed_due_at
    ticket.snoozed_until = ticket.snoozed_due_at = None
    if snoozed := session.get(Snooze, ticket.id):
        session.delete(snoozed)
    session.flush()


def hear_the_customer(ticket: Ticket, *, by: Actor | None) -> bool:
    """The customer said something: whether the ticket sleeps on through it."""
    if not ticket.is_snoozed:
        return False
    snoozed = session.get(Snooze, ticket.id)
    if snoozed is None or snoozed.wakes_on_reply:
        wake(ticket, by=by)
        return False
    clocks.owe(ticket)
    return True


def snooze_of(ticket: Ticket) -> Snooze | None:
    return session.get(Snooze, ticket.id) if ticket.is_snoozed else None


@sweep(every=timedelta(seconds=20))
def wake_what_is_due() -> int:
    """Each in a transaction of its own: one that fails keeps no other asleep."""
    due = session.scalars(
        select(Ticket.id)
        .where(Ticket.snoozed_until.is_not(None), Ticket.snoozed_until <= clock.now())
        .order_by(Ticket.snoozed_until, Ticket.id)
        .limit(CHUNK)
    ).all()
    return sum(_wake_if_due(ticket_id) for ticket_id in due)


@atomic()
def _wake_if_due(ticket_id: int) -> int:
    ticket = lock(session.get_one(Ticket, ticket_id))
    if ticket.snoozed_until is None or ticket.snoozed_until > clock.now():
        return 0
    wake(ticket, by=None)
    return 1
