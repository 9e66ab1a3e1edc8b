"""The words of concerns, as they are learned from and proposed for."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.database import session
from portal.learning.models import Unread
from portal.tickets.models import Reply, Ticket

AT_ONCE = 500
LONGEST = 2_000


def text_of(ticket: Ticket) -> str:
    """Its subject and the first words in it; nothing of somebody who is erased."""
    return texts_of([ticket.id]).get(ticket.id, "")


def texts_of(ids: Sequence[int]) -> dict[int, str]:
    """By the id of the concern; those that are not to be read are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _texts(ids[start : start + AT_ONCE])
    return found


def _texts(ids: Sequence[int]) -> dict[int, str]:
    first = (
        select(func.min(Reply.id)).where(Reply.ticket_id == Ticket.id).correlate(Ticket)
    ).scalar_subquery()
    rows = session.execute(
        select(Ticket.id, Ticket.subject, func.substr(Reply.body, 1, LONGEST))
        .outerjoin(Reply, Reply.id == first)
        .where(Ticket.id.in_(ids), Ticket.id.not_in(select(Unread.ticket_id)))
    )
    return {ticket_id: f"{subject}\n{body or ''}" for ticket_id, subject, body in rows}
