"""A concern that was raised, however it came, is routed in the same transaction; one that is
reopened goes on from a department that was retired since.
"""

from contextlib import suppress

from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.routing.applying import route
from portal.routing.retiring import heir
from portal.tickets.events import TicketRaised, TicketReopened
from portal.tickets.handing_over import NotHandedThere, hand_over
from portal.tickets.models import Ticket


@on(TicketRaised)
def follow_the_rules(entry: Entry) -> None:
    ticket = session.get(Ticket, Ticket.id_about(entry.about))
    if ticket is not None:
        route(ticket)


@on(TicketReopened)
def leave_a_retired_department(entry: Entry) -> None:
    ticket = session.get(Ticket, Ticket.id_about(entry.about))
    if ticket and ticket.department and ticket.department.is_retired:
        with suppress(NotHandedThere):  # retired this very moment: the sweep finds the next one
            hand_over(ticket, to=heir(ticket.department), by=None)
