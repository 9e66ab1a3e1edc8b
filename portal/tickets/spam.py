"""Spam: a ticket that is none. Nobody is written to, no promise runs, and no figure counts it.

It keeps its words, and what was left of its promise, for the case that somebody was wrong.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from portal import clock
from portal.access import Actor
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.once import insert_once
from portal.tickets import clocks, pausing, snoozing
from portal.tickets.models import Ticket, TicketState
from portal.tickets.spam_events import (
    SenderBlocked,
    SenderLetIn,
    TicketMarkedSpam,
    TicketNotSpam,
)
from portal.tickets.spam_models import BlockedSender, TicketSpam

IS_SPAM: ColumnElement[bool] = (
    select(TicketSpam.ticket_id)
    .where(TicketSpam.ticket_id == Ticket.id)
    .correlate(Ticket.__table__)
    .exists()
)
MOST_LISTED = 500


class CannotBlock(Exception):
    """Somebody signs in with that address: they would write and nobody would read it."""


@atomic()
def mark(ticket: Ticket, *, by: Actor | None) -> None:
    """It is spam: out of every list but that of spam. What it was promised stands still."""
    lock(ticket)
    if ticket.is_merged or spam_of(ticket):
        return
    pausing.end_quietly(ticket)
    snoozing.end_quietly(ticket)
    clocks.hold(ticket)
    call(ticket, is_spam=True, by=by)
    ticket.state, ticket.solved_at = TicketState.SOLVED, ticket.solved_at or clock.now()
    clocks.turn(ticket)


@atomic()
def unmark(ticket: Ticket, *, by: Actor | None) -> None:
    """It is none after all: ours to answer, with what was left of its promise."""
    lock(ticket)
    if spam_of(ticket) is None:
        return
    call(ticket, is_spam=False, by=by)
    ticket.state = TicketState.OPEN if ticket.is_answered else TicketState.NEW
    ticket.solved_at, ticket.solved_by_customer = None, False
    clocks.owe(ticket)
    clocks.turn(ticket)


def call(ticket: Ticket, *, is_spam: bool, by: Actor | None) -> None:
    """Call it that or not, inside a verb that puts its state and its promise right."""
    if is_spam:
        session.add(TicketSpam(ticket_id=ticket.id, by_id=by.id if by else None))
    else:
        session.delete(session.get_one(TicketSpam, ticket.id))
    session.flush()
    happened = TicketMarkedSpam if is_spam else TicketNotSpam
    record(happened(number=ticket.number), customer=ticket.customer, by=by)


@atomic()
def block(ticket: Ticket, *, by: Actor) -> None:
    """Take no more mail from where this ticket came; it is spam, too."""
    lock(ticket)
    if not may_be_blocked(ticket.contact_point):
        raise CannotBlock(ticket.contact_point.address)
    mark(ticket, by=by)
    is_new = insert_once(
        BlockedSender,
        unique=["contact_point_id"],
        contact_point_id=ticket.contact_point_id,
        ticket_id=ticket.id,
        by_id=by.id,
        at=clock.now(),
    )
    if is_new:
        record(SenderBlocked(number=ticket.number), customer=ticket.customer, by=by)


@atomic()
def let_in(blocked: BlockedSender, *, by: Actor) -> None:
    """Hear them again from now on. What came meanwhile stays where it is."""
    ticket = lock(blocked).ticket
    session.delete(blocked)
    record(SenderLetIn(number=ticket.number), customer=ticket.customer, by=by)


def spam_of(ticket: Ticket) -> TicketSpam | None:
    return session.get(TicketSpam, ticket.id) if ticket.is_solved else None


def is_blocked(contact_point: ContactPoint) -> bool:
    """Who signs in by now is heard, whatever was decided before."""
    known = session.get(BlockedSender, contact_point.id)
    return known is not None and may_be_blocked(contact_point)


def may_be_blocked(contact_point: ContactPoint) -> bool:
    """Whoever signs in is known to us: one can talk to them."""
    return contact_point.user_id is None


def blocked_senders() -> Sequence[BlockedSender]:
    """The last ones first."""
    latest = select(BlockedSender).order_by(
        BlockedSender.at.desc(), BlockedSender.contact_point_id.desc()
    )
    return session.scalars(latest.limit(MOST_LISTED)).all()
