"""The desk sorts: who looks after a ticket, how urgent it is, whose turn it is."""

from portal.access import DESK, Actor
from portal.accounts.models import User
from portal.database import atomic, lock
from portal.history.recording import record
from portal.tickets import clocks, pausing, resolution, snoozing
from portal.tickets.act_events import TicketKindChanged
from portal.tickets.events import TicketAssigned, TicketPrioritised, TicketPut
from portal.tickets.models import Priority, Ticket, TicketKind, TicketState


class NotAtTheDesk(Exception):
    """Only who works at the desk can look after a ticket."""


class NotAgainNew(Exception):
    """A ticket is new once."""


@atomic()
def assign(ticket: Ticket, *, to: User | None, by: Actor | None) -> None:
    """Give the ticket to somebody at the desk, or to nobody (`to=None`). `by=None`: the portal."""
    lock(ticket)
    if to is not None and (to.role not in DESK or not to.is_active):
        raise NotAtTheDesk(to.name)
    to_id = to.id if to else None
    if ticket.assignee_id == to_id:
        return
    ticket.assignee_id = to_id
    to_self = by is not None and to_id == by.id
    assigned = TicketAssigned(number=ticket.number, to=to.name if to else "", to_self=to_self)
    record(assigned, customer=ticket.customer, by=by)


@atomic()
def prioritise(ticket: Ticket, *, priority: Priority, by: Actor | None) -> None:
    """Say how urgent it is, among the desk; the promise to the customer stays."""
    lock(ticket)
    if ticket.priority is priority:
        return
    ticket.priority = priority
    prioritised = TicketPrioritised(number=ticket.number, priority=priority)
    record(prioritised, customer=ticket.customer, by=by)


@atomic()
def sort(ticket: Ticket, *, kind: TicketKind, by: Actor | None) -> None:
    """Say what kind it is; what the customer was promised stays."""
    lock(ticket)
    if ticket.kind is kind:
        return
    ticket.kind = kind
    record(TicketKindChanged(number=ticket.number, what=kind), customer=ticket.customer, by=by)


@atomic()
def put(ticket: Ticket, *, state: TicketState, by: Actor) -> None:
    """Say whose turn it is, without a word to the customer unless that solves it."""
    lock(ticket)
    if ticket.state is state or ticket.is_merged:
        return
    if state is TicketState.NEW:
        raise NotAgainNew(ticket.number)
    if state is TicketState.SOLVED:
        resolution.solve(ticket, by=by)
        return
    resolution.reopen(ticket, by=by)
    snoozing.end_quietly(ticket)
    pausing.end_quietly(ticket)
    if ticket.state is not state:
        ticket.state = state
        record(TicketPut(number=ticket.number, state=state), customer=ticket.customer, by=by)
    if state is TicketState.WAITING:
        clocks.hold(ticket)
    else:
        clocks.owe(ticket)
    clocks.turn(ticket)
