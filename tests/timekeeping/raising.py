"""A concern raised as people raise one, so that its clocks begin to run."""

from contextlib import nullcontext

from portal import clock
from portal.tickets.models import Origin, TicketKind
from portal.tickets.raising import raise_concern


def raised(by, at=None, *, kind=TicketKind.QUESTION, subject="Which tyre fits?"):
    with clock.stopped_at(at) if at else nullcontext():
        return raise_concern(
            kind=kind,
            subject=subject,
            body="Which one?",
            customer=by.customer,
            contact_point=by.customer.contact_points[0],
            by=by,
            origin=Origin.WEB,
            confirmed=True,
        )
