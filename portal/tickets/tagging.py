"""Tags: words the desk sorts tickets by."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets.act_events import TicketTagged, TicketUntagged
from portal.tickets.models import Ticket
from portal.tickets.view_models import TicketTag

LONGEST = 40


def tag_of(text: str) -> str:
    """The tag in what somebody typed: small letters, one space between words."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.lower().split())[:LONGEST].strip()


@atomic()
def tag(ticket: Ticket, *, word: str, by: Actor | None) -> None:
    """Put the tag on. A ticket has each tag once."""
    lock(ticket)
    if word in tags_of(ticket):
        return
    session.add(TicketTag(ticket_id=ticket.id, word=word))
    record(TicketTagged(number=ticket.number, tag=word), customer=ticket.customer, by=by)


@atomic()
def untag(ticket: Ticket, *, word: str, by: Actor) -> None:
    lock(ticket)
    found = session.scalars(
        select(TicketTag).where(TicketTag.ticket_id == ticket.id, TicketTag.word == word)
    ).one_or_none()
    if found is None:
        return
    session.delete(found)
    record(TicketUntagged(number=ticket.number, tag=word), customer=ticket.customer, by=by)


def tags_of(ticket: Ticket) -> Sequence[str]:
    return session.scalars(
        select(TicketTag.word).where(TicketTag.ticket_id == ticket.id).order_by(TicketTag.word)
    ).all()
