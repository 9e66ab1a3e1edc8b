"""Waiting for somebody else: a ticket's clock stands still, with a reason the customer reads."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.jobs import sweep
from portal.tickets import clocks, snoozing
from portal.tickets.clock_events import TicketGoesOn, TicketPaused
from portal.tickets.clock_models import PauseReason, TicketPause
from portal.tickets.company import zone
from portal.tickets.models import Ticket, TicketState

CHUNK = 100


class CannotPause(Exception):
    """A solved ticket has no clock; a moment that has gone by ends nothing."""


@atomic()
def pause(
    ticket: Ticket,
    *,
    reason: PauseReason,
    by: Actor,
    words: str = "",
    until: datetime | None = None,
) -> TicketPause:
    """Let the clock stand still until somebody says that we go on, or until that moment.

    A word of the customer starts the clock of its answer all the same; the solution's waits on.
    Pausing what is paused changes the reason.
    """
    lock(ticket)
    if ticket.is_merged or ticket.is_solved:
        raise CannotPause(f"{ticket.number} is solved: its clock stands still already")
    if until is not None and until <= clock.now():
        raise CannotPause("Choose a time still to come")
    snoozing.end_quietly(ticket)
    end_quietly(ticket)
    clocks.hold(ticket)
    if ticket.state is TicketState.WAITING:
        ticket.state = TicketState.OPEN
    paused = TicketPause(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        reason=reason,
        words=words,
        until=until,
        by_id=by.id,
    )
    session.add(paused)
    session.flush()
    clocks.turn(ticket)
    here = f"{until.astimezone(zone()):%Y-%m-%d %H:%M}" if until else ""
    event = TicketPaused(number=ticket.number, purpose=reason.value, words=words, until=here)
    record(event, customer=ticket.customer, by=by)
    return paused


@atomic()
def go_on(ticket: Ticket, *, by: Actor | None) -> None:
    """End the pause: from here we owe the customer a word. The sweep does it as nobody."""
    lock(ticket)
    if clocks.pause_of(ticket) is None:
        return
    end_quietly(ticket)
    record(TicketGoesOn(number=ticket.number), customer=ticket.customer, by=by)
    clocks.owe(ticket)
    clocks.turn(ticket)


def end_quietly(ticket: Ticket) -> None:
    """No longer paused, inside a verb that says itself what happened."""
    if (paused := clocks.pause_of(ticket)) is not None:
        paused.ended_at = clock.now()
        session.flush()


@sweep(every=timedelta(seconds=30))
def go_on_where_time_is_up() -> int:
    """Each in a transaction of its own: one that fails keeps no other waiting."""
    due = session.scalars(
        select(TicketPause.ticket_id)
        .where(TicketPause.ended_at.is_(None), TicketPause.until <= clock.now())
        .order_by(TicketPause.until, TicketPause.id)
        .limit(CHUNK)
    ).all()
    return sum(_go_on_if_due(ticket_id) for ticket_id in due)


@atomic()
def _go_on_if_due(ticket_id: int) -> int:
    ticket = lock(session.get_one(Ticket, ticket_id))
    paused = clocks.pause_of(ticket)
    if paused is None or paused.until is None or paused.until > clock.now():
        return 0
    go_on(ticket, by=None)
    return 1
