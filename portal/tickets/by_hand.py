"""Raising a concern for a customer who rang or came by."""

from portal.access import Actor
from portal.customers.registering import contact_point_for
from portal.database import atomic
from portal.tickets.models import Origin, Ticket, TicketKind
from portal.tickets.raising import raise_concern


@atomic()
def raise_by_hand(
    *,
    address: str,
    name: str,
    kind: TicketKind,
    subject: str,
    body: str,
    by: Actor,
    once: str | None = None,
) -> Ticket:
    """Start a ticket in a customer's words, written down `by` staff.

    It is shown to them at once only when the address is known to be theirs.
    """
    point = contact_point_for(address, name=name)
    return raise_concern(
        kind=kind,
        subject=subject,
        body=body,
        customer=point.customer,
        contact_point=point,
        by=by,
        origin=Origin.DESK,
        once=once,
        confirmed=point.is_verified,
    )
