"""Solving a ticket and taking it up again."""

from datetime import timedelta

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock
from portal.history.recording import record
from portal.preferences.telling import tell
from portal.tickets import clocks, mails, news, pausing, snoozing, spam
from portal.tickets.events import TicketReopened, TicketSolved
from portal.tickets.models import Ticket, TicketState
from portal.tickets.queries import is_closed


@atomic()
def solve(ticket: Ticket, *, by: Actor) -> None:
    """End the ticket and, if the desk ended it, tell the customer.

    Solving a solved ticket does nothing, because people do press the button twice.
    """
    lock(ticket)
    if ticket.is_solved:
        return
    end(ticket, by=by)
    is_known = ticket.is_confirmed or ticket.is_answered
    if by.is_staff and is_known and not is_closed(ticket.contact_point):
        tell(news.solved(ticket), mail=mails.solved(ticket))


@atomic()
def reopen(ticket: Ticket, *, by: Actor | None) -> None:
    """Take a solved ticket up again, with a new promise. An open one stays as it is."""
    lock(ticket)
    if not ticket.is_solved or ticket.is_merged:
        return
    if spam.spam_of(ticket):
        spam.unmark(ticket, by=by)
        return
    ticket.state = TicketState.OPEN
    ticket.solved_at = None
    ticket.solved_by_customer = False
    record(TicketReopened(number=ticket.number), customer=ticket.customer, by=by)
    clocks.owe(ticket)
    clocks.turn(ticket)


def end(ticket: Ticket, *, by: Actor) -> None:
    """State and history of a solved ticket, inside the verb that solves it."""
    snoozing.end_quietly(ticket)
    pausing.end_quietly(ticket)
    ticket.state = TicketState.SOLVED
    ticket.solved_at = clock.now()
    ticket.solved_by_customer = not by.is_staff
    clocks.met(ticket)
    clocks.turn(ticket)
    hours_open = (ticket.solved_at - ticket.opened_at) // timedelta(hours=1)
    solved = TicketSolved(number=ticket.number, hours_open=hours_open)
    record(solved, customer=ticket.customer, by=by)
