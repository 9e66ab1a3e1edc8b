"""How a ticket stands, in the customer's words: its status, and what happens next by when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.tickets.models import Ticket, TicketState
from portal.web.languages import _, lazy


@dataclass(frozen=True)
class Status:
    """A state in the customer's words, and how it looks."""

    text: Any
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One line of "what happens next". `state` is done, now, turn (the customer's) or todo."""

    name: str
    when: str
    state: str


STATUS = {
    TicketState.NEW: Status(lazy("Received")),
    TicketState.OPEN: Status(lazy("We're on it"), "info"),
    TicketState.WAITING: Status(lazy("Your turn"), "warn", "reply"),
    TicketState.SOLVED: Status(lazy("Solved"), "good", "check"),
}
AWAITED = Status(lazy("Waiting for the customer"))


def status_of(ticket: Ticket) -> Status:
    return STATUS[ticket.state]


def status_for_guests(ticket: Ticket) -> Status:
    """The same for who only looks on: whose turn it is, it is not theirs."""
    return AWAITED if ticket.state is TicketState.WAITING else STATUS[ticket.state]


def what_next(ticket: Ticket, *, now: datetime, say: Callable[[datetime], str]) -> list[Step]:
    """The steps of this concern with their dates, as `say` words a moment for the reader."""
    steps = [Step(_("Received"), say(ticket.opened_at), "done")]
    if ticket.first_answered_at is not None:
        kept = _(
            "%(when)s, promised by %(promised)s",
            when=say(ticket.first_answered_at),
            promised=say(ticket.first_promised_at),
        )
        steps.append(Step(_("First answer"), kept, "done"))
    elif not ticket.is_solved:
        steps.append(Step(_("First answer"), _by(ticket.first_promised_at, now, say), "now"))
    if ticket.state is TicketState.WAITING:
        steps.append(Step(_("Your turn"), _("We go on as soon as you reply"), "turn"))
    elif ticket.state is TicketState.OPEN and ticket.is_answered and ticket.promised_at:
        steps.append(Step(_("Our next answer"), _by(ticket.promised_at, now, say), "now"))
    if ticket.solved_at is not None:
        return [*steps, Step(_("Solved"), say(ticket.solved_at), "done")]
    return [*steps, Step(_("Solved"), _("When you say so, or we do"), "todo")]


def _by(due_at: datetime, now: datetime, say: Callable[[datetime], str]) -> str:
    if due_at < now:
        return _("Promised by %(when)s. We are late", when=say(due_at))
    return _("By %(when)s", when=say(due_at))
