"""Questions only the desk asks."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, select

from portal.access import DESK
from portal.accounts.models import User
from portal.customers.models import ContactPoint, Customer
from portal.database import session
from portal.messages.models import InboundMail
from portal.tickets.models import Reply, Ticket, TicketState

MOST_SHOWN = 20


def desk_staff() -> Sequence[Row[tuple[int, str]]]:
    """Id and name of everybody who can look after a ticket."""
    return session.execute(
        select(User.id, User.name)
        .where(User.role.in_(DESK), User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    ).all()


def member(user_id: int) -> Select[tuple[User]]:
    return select(User).where(User.id == user_id, User.role.is_not(None))


def address_of(customer_number: str) -> str:
    """Where to write to this customer: an address known to be theirs before any other."""
    points = select(ContactPoint).where(ContactPoint.customer_id == Customer.id_of(customer_number))
    best = points.order_by(ContactPoint.verified_at.is_(None), ContactPoint.id).limit(1)
    found = session.scalars(best).one_or_none()
    return found.address if found else ""


def word_in(ticket: Ticket, reply_id: int) -> Select[tuple[Reply]]:
    return select(Reply).where(Reply.ticket_id == ticket.id, Reply.id == reply_id)


def original_of(ticket: Ticket, reply_id: int) -> Select[tuple[InboundMail]]:
    """The mail, byte for byte, that a word of this ticket came in."""
    return (
        select(InboundMail)
        .join(Reply, Reply.inbound_mail_id == InboundMail.id)
        .where(
            Reply.ticket_id == ticket.id,
            Reply.id == reply_id,
            InboundMail.sha256.is_not(None),
        )
    )


def tickets_of(customer: Customer) -> Sequence[Ticket]:
    """A customer's tickets, unsolved ones first, then the last said."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.customer_id == customer.id)
        .order_by(Ticket.state == TicketState.SOLVED, Ticket.last_word_at.desc(), Ticket.id.desc())
        .limit(MOST_SHOWN)
    ).all()
