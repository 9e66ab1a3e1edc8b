"""Telling an address that a concern came in its name, with the link that shows it."""

from datetime import timedelta

from portal.accounts import links
from portal.accounts.models import LinkPurpose
from portal.database import atomic
from portal.limits import allows
from portal.messages.ledger import post
from portal.tickets import mails
from portal.tickets.models import Origin, Ticket

LINK_SERVES_FOR = timedelta(days=14)
ONCE_PER = {Origin.WEB: timedelta(hours=1), Origin.MAIL: timedelta(hours=24)}


@atomic()
def acknowledge(ticket: Ticket) -> None:
    """Write to the ticket's address: number, promise and link, not a word of what was said.

    Seldom, too: without both, anyone could write to anyone through us.
    """
    limit = f"acknowledge:{ticket.origin}:{ticket.contact_point_id}"
    if allows(limit, times=1, per=ONCE_PER[ticket.origin]):
        token = links.issue(
            LinkPurpose.SHOW_CONCERN,
            address=ticket.contact_point.address,
            about=ticket.about,
            valid=LINK_SERVES_FOR,
        )
        post(mails.acknowledged(ticket, token=token))
