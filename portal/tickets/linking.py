"""Showing a ticket, read-only, to whoever has a link to it."""

from datetime import timedelta

from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock
from portal.history.recording import record
from portal.sharing import links
from portal.sharing.models import SharedLink
from portal.tickets.models import Ticket
from portal.tickets.sharing_events import TicketLinkEnded, TicketLinkMade


@atomic()
def share_by_link(
    ticket: Ticket, *, valid: timedelta, with_files: bool, form_key: str | None, by: User
) -> str | None:
    """Make a link and give its secret, which is kept nowhere. The same form gives the same link;
    None when that one has ended meanwhile."""
    lock(ticket)
    secret = links.secret_of(form_key, about=ticket.about, by=by)
    link, is_new = links.make(
        secret,
        about=ticket.about,
        customer=ticket.customer,
        valid=valid,
        with_files=with_files,
        by=by,
    )
    if is_new:
        until = link.expires_at.date().isoformat()
        made = TicketLinkMade(
            number=ticket.number, link_id=link.id, until=until, with_files=with_files
        )
        record(made, customer=ticket.customer, by=by)
    return secret if link.is_live else None


@atomic()
def end_link(ticket: Ticket, link: SharedLink, *, by: Actor) -> None:
    """The link shows nothing from now on. Ending it twice changes nothing."""
    lock(ticket)
    if links.end(link):
        ended = TicketLinkEnded(number=ticket.number, link_id=link.id)
        record(ended, customer=ticket.customer, by=by)
