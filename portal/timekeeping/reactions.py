"""Other terms may hold once a concern is another kind, or in another department."""

from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.tickets.act_events import TicketHandedOver, TicketKindChanged
from portal.tickets.models import Ticket
from portal.timekeeping.reconsidering import reconsider


@on(TicketKindChanged)
def when_it_is_another_kind(entry: Entry) -> None:
    reconsider(_ticket(entry), why="it is another kind of concern", by=None)


@on(TicketHandedOver)
def when_another_department_has_it(entry: Entry) -> None:
    reconsider(_ticket(entry), why="another department has it", by=None)


def _ticket(entry: Entry) -> Ticket:
    return session.get_one(Ticket, Ticket.id_about(entry.about))
