"""Showing an unconfirmed ticket to the reader of its address, and to them only."""

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.accounts import links
from portal.accounts.confirming import reader_at, verify
from portal.accounts.models import LinkPurpose, User
from portal.accounts.signing_up import user_at
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets.events import TicketConfirmed
from portal.tickets.models import Ticket


@atomic()
def show(token: str) -> tuple[User, Ticket] | None:
    """Use the link from the mail: whoever holds it reads mail there, and sees all that came from
    there, for we write of one concern an hour. None when it serves no more.

    The user may be one of staff whose address is a customer's too: let them in by `enter` alone.
    """
    link = links.use(LinkPurpose.SHOW_CONCERN, token)
    ticket = session.get(Ticket, Ticket.id_about(link.about)) if link else None
    if link is None or ticket is None:
        return None
    contact_point = ticket.contact_point
    if contact_point.address_key != link.address_key:
        return None
    verify(contact_point, by=reader_at(contact_point))
    user = user_at(contact_point)
    confirm_all(contact_point, by=user)
    return (user, ticket) if user.is_active else None


@atomic()
def confirm(ticket: Ticket, *, by: Actor | None) -> None:
    """From now on the ticket is shown to its customer. Confirming twice changes nothing."""
    lock(ticket)
    if ticket.is_confirmed:
        return
    ticket.confirmed_at = clock.now()
    if by is not None and not by.is_staff and ticket.raised_by_id is None:
        ticket.raised_by_id = by.id
    record(TicketConfirmed(number=ticket.number), customer=ticket.customer, by=by)


@atomic()
def confirm_all(contact_point: ContactPoint, *, by: Actor | None) -> None:
    """Everything that came from this address is its reader's."""
    unconfirmed = select(Ticket).where(
        Ticket.contact_point_id == contact_point.id, Ticket.confirmed_at.is_(None)
    )
    for ticket in session.scalars(unconfirmed.order_by(Ticket.id)).all():
        confirm(ticket, by=by)
