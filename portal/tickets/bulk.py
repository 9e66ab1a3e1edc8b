"""The same to many tickets, as far as it goes: what cannot be is left out, and it takes seconds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.access import Actor
from portal.tickets.acts import CHUNK, MOST_TICKETS, Change, do_some
from portal.tickets.handing_over import NotHandedThere
from portal.tickets.models import Ticket
from portal.tickets.snoozing import CannotSnooze
from portal.tickets.triage import NotAgainNew, NotAtTheDesk
from portal.tickets.view_models import Act

SECONDS = 8.0
LEAVES_OUT = (CannotSnooze, NotAgainNew)
"""Says of one ticket that it cannot be done to it."""
STOPS = (NotAtTheDesk, NotHandedThere)
"""Says that it can be done to none: who or what it goes to is not there any more."""


@dataclass
class Done:
    """How far it went. Each ticket is changed, the same as before, left out or not reached."""

    act: Act | None = None
    changed: int = 0
    left_out: list[str] = field(default_factory=list)
    not_reached: int = 0
    gone: str = ""
    """Who or what was not there any more, when that stopped it."""


def do_to_all(
    change: Change, tickets: Sequence[int], *, what: str, by: Actor, seconds: float = SECONDS
) -> Done:
    """Change these tickets (ids), CHUNK in a transaction, for about so many seconds."""
    done, until = Done(), time.monotonic() + seconds
    ids = sorted(set(tickets))[:MOST_TICKETS]
    for first in range(0, len(ids), CHUNK):
        if first and time.monotonic() > until:
            done.not_reached = len(ids) - first
            break
        left_out: list[str] = []
        try:
            done.act, more = do_some(
                _where_it_can_be(change, left_out),
                ids[first : first + CHUNK],
                done.act,
                what=what,
                by=by,
            )
        except STOPS as gone:
            done.gone, done.not_reached = str(gone), len(ids) - first
            break
        done.changed += more
        done.left_out += left_out
    return done


def _where_it_can_be(change: Change, left_out: list[str]) -> Change:
    """A verb refuses before it changes anything, so the others of the transaction go on."""

    def careful(ticket: Ticket) -> None:
        try:
            change(ticket)
        except LEAVES_OUT:
            left_out.append(ticket.number)

    return careful
