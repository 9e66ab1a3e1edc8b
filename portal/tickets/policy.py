"""Who may see and do what in a ticket. `visible_to` and `may_read` say the same, to the database
and to Python; a test holds them together. Marketing and modellers do not read tickets.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from portal import clock
from portal.access import DESK
from portal.accounts.models import Sight
from portal.customers.models import ContactPoint
from portal.tickets.models import Reply, Ticket, TicketViewer, Visibility

REOPENS_FOR = timedelta(days=30)
"""A word about an older solved concern is a new concern."""


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    if user.is_staff:
        return true() if user.role in DESK else false()
    if user.customer_id is None:
        return false()
    return and_(
        Ticket.customer_id == user.customer_id,
        Ticket.confirmed_at.is_not(None),
        Ticket.merged_into_id.is_(None),
        _seen_by(user),
    )


def may_read(user: Any, ticket: Ticket) -> bool:
    if user.is_staff:
        return user.role in DESK
    if user.customer_id is None or user.customer_id != ticket.customer_id:
        return False
    return ticket.is_confirmed and not ticket.is_merged and _sees(user, ticket)


def words_visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read_word. Notes and what strangers wrote are for the desk alone."""
    if user.is_staff:
        return true() if user.role in DESK else false()
    return and_(Reply.visibility == Visibility.REPLY, Reply.is_unverified.is_(False))


def may_read_word(user: Any, reply: Reply) -> bool:
    if user.is_staff:
        return user.role in DESK
    return reply.is_for_the_customer


def may_triage(user: Any, ticket: Ticket) -> bool:
    return user.is_staff and user.role in DESK


may_note = may_triage


def may_reply(user: Any, ticket: Ticket) -> bool:
    return may_triage(user, ticket) or (may_read(user, ticket) and not is_long_solved(ticket))


def may_solve(user: Any, ticket: Ticket) -> bool:
    return may_read(user, ticket) and not ticket.is_solved


def may_reopen(user: Any, ticket: Ticket) -> bool:
    return ticket.is_solved and may_reply(user, ticket)


def may_share(user: Any, ticket: Ticket) -> bool:
    """With a colleague; nobody else's customer has any."""
    return ticket.customer.is_organisation and may_share_by_link(user, ticket)


def may_share_by_link(user: Any, ticket: Ticket) -> bool:
    """Only whose concern it is decides who sees it, or who sees all of them anyway."""
    if user.is_staff or not may_read(user, ticket):
        return False
    return user.sees is Sight.ALL or is_theirs(user, ticket)


def is_theirs(user: Any, ticket: Ticket) -> bool:
    """They raised it, or it came from an address that is theirs."""
    return ticket.raised_by_id == user.id or ticket.contact_point.user_id == user.id


def is_long_solved(ticket: Ticket) -> bool:
    return ticket.solved_at is not None and clock.now() - ticket.solved_at > REOPENS_FOR


def _sees(user: Any, ticket: Ticket) -> bool:
    if user.sees is Sight.ALL or is_theirs(user, ticket):
        return True
    return user.sees is Sight.SHARED and any(v.user_id == user.id for v in ticket.viewers)


def _seen_by(user: Any) -> ColumnElement[bool]:
    if user.sees is Sight.ALL:
        return true()
    from_their_address = select(ContactPoint.id).where(ContactPoint.user_id == user.id)
    theirs = or_(Ticket.raised_by_id == user.id, Ticket.contact_point_id.in_(from_their_address))
    if user.sees is Sight.OWN:
        return theirs
    shown = exists().where(TicketViewer.ticket_id == Ticket.id, TicketViewer.user_id == user.id)
    return or_(theirs, shown)
