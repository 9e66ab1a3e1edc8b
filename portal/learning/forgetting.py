"""Nothing of somebody who is erased is learned, found or shown as a reason any more.

Their concerns are marked before the first of their words goes, and the mark stays: what the law
keeps of them is kept, but never read again. The next sweep learns every model anew, and the bytes
of the old ones, of which hashes of words are a part, go with that.
"""

from sqlalchemy import delete, or_, select

from portal.database import session
from portal.learning import training
from portal.learning.models import SimilarIndex, SimilarTicket, ToRead, Unread
from portal.personal import Subject
from portal.tickets import personal
from portal.tickets.models import Ticket


def stop(subject: Subject) -> bool:
    """Mark their concerns; called in the transaction that begins to erase them."""
    theirs = select(Ticket.id).where(personal.tickets_of(subject))
    known = select(Unread.ticket_id)
    new = session.scalars(theirs.where(Ticket.id.not_in(known)).order_by(Ticket.id)).all()
    if not new:
        return True
    session.add_all(Unread(ticket_id=ticket_id) for ticket_id in new)
    session.execute(delete(ToRead).where(ToRead.ticket_id.in_(theirs)))
    session.execute(
        delete(SimilarTicket).where(
            or_(SimilarTicket.other_id.in_(theirs), SimilarTicket.ticket_id.in_(theirs))
        )
    )
    session.execute(delete(SimilarIndex))
    training.forget()
    return True
