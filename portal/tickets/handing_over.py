"""Handing a ticket from one department to another."""

from portal.access import Actor
from portal.database import atomic, lock
from portal.departments.models import Department
from portal.departments.queries import at_work
from portal.history.recording import record
from portal.tickets import conversation, triage
from portal.tickets.act_events import TicketHandedOver
from portal.tickets.models import Ticket
from portal.tickets.notices import tell_mentioned


class NotHandedThere(Exception):
    """The department is retired, or outside the house: see portal.partners for those."""


@atomic()
def hand_over(ticket: Ticket, *, to: Department | None, note: str = "", by: Actor | None) -> None:
    """Give the ticket to a department, or to none (`to=None`); `by=None` is the portal itself.

    Who looked after it goes on only as a member of the new one; where nobody works yet, they do.
    """
    lock(ticket)
    if to is not None:
        lock(to)
        if to.is_retired or to.is_partner:
            raise NotHandedThere(to.name)
    if ticket.department_id != (to.id if to else None):
        ticket.department = to
        handed = TicketHandedOver(number=ticket.number, to=to.name if to else "")
        record(handed, customer=ticket.customer, by=by)
        if to is not None:
            _let_assignee_go(ticket, to, by)
    if note and by is not None:
        left = conversation.note(ticket, body=note, by=by)
        tell_mentioned(left, by=by)


def _let_assignee_go(ticket: Ticket, to: Department, by: Actor | None) -> None:
    members = {member.user_id for member in at_work(to)}
    if members and ticket.assignee_id is not None and ticket.assignee_id not in members:
        triage.assign(ticket, to=None, by=by)
