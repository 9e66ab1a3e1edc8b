"""Where a ticket's words are once it was merged: what comes for it goes there."""

from sqlalchemy import func, select

from portal.database import lock, session
from portal.tickets.models import Reply, Ticket
from portal.tickets.saying import snippet_of
from portal.tickets.word_index import index


def survivor_of(ticket: Ticket) -> Ticket:
    """The ticket that speaks for this one now; itself, unless it was merged."""
    while ticket.merged_into_id is not None:
        ticket = session.get_one(Ticket, ticket.merged_into_id)
    return ticket


def lock_survivor(ticket: Ticket) -> Ticket:
    """Take the row of the ticket that speaks for this one, also when it is merged meanwhile."""
    while lock(ticket).is_merged:
        ticket = session.get_one(Ticket, ticket.merged_into_id)
    return ticket


def refresh_last_word(ticket: Ticket) -> None:
    """Snippet and moment of the last word for the customer, after words came or went."""
    shown = select(Reply).where(Reply.ticket_id == ticket.id, *_FOR_THE_CUSTOMER)
    last = session.scalars(shown.order_by(Reply.id.desc()).limit(1)).first()
    if last is not None:
        ticket.snippet = snippet_of(last.body)
        ticket.last_word_at = last.created_at
    index(ticket)


def count_words(ticket: Ticket) -> int:
    words = select(func.count(Reply.id)).where(Reply.ticket_id == ticket.id)
    return session.scalar(words) or 0


_FOR_THE_CUSTOMER = (Reply.visibility == "reply", Reply.is_unverified.is_(False))
