"""Showing a concern to a colleague of the same organisation."""

from sqlalchemy import delete, select

from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets.models import Ticket, TicketViewer
from portal.tickets.sharing_events import TicketShared, TicketUnshared


class NotAColleague(Exception):
    """A concern is only ever shown within its own organisation."""


@atomic()
def share(ticket: Ticket, *, to: User, by: Actor) -> None:
    """Let a colleague see the concern. Sharing it again changes nothing."""
    lock(ticket)
    if to.customer_id != ticket.customer_id:
        raise NotAColleague(ticket.number)
    if _sees(ticket, to):
        return
    session.add(TicketViewer(customer_id=ticket.customer_id, ticket_id=ticket.id, user_id=to.id))
    session.flush()
    record(TicketShared(number=ticket.number, with_name=to.name), customer=ticket.customer, by=by)


@atomic()
def stop_sharing(ticket: Ticket, *, to: User, by: Actor) -> None:
    lock(ticket)
    if not _sees(ticket, to):
        return
    shown = (TicketViewer.ticket_id == ticket.id, TicketViewer.user_id == to.id)
    session.execute(delete(TicketViewer).where(*shown))
    record(TicketUnshared(number=ticket.number, with_name=to.name), customer=ticket.customer, by=by)


def _sees(ticket: Ticket, user: User) -> bool:
    shown = (TicketViewer.ticket_id == ticket.id, TicketViewer.user_id == user.id)
    return session.scalars(select(TicketViewer.id).where(*shown)).first() is not None
