"""The ledger of a ticket's clocks, reckoned from everything that happened to it.

Nothing of it is kept but what happened: the words, and the entries of the history. Whoever opens it
at the desk and the customer on their page see the same object.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from portal import clock
from portal.database import session
from portal.deadlines.reckoning import reckon
from portal.deadlines.values import Happened, Ledger, Promise, Targets, Term, What
from portal.history.models import Entry
from portal.promises.calendars import calendar_of
from portal.promises.models import BusinessCalendar
from portal.tickets.clock_events import TicketGoesOn, TicketPaused
from portal.tickets.clock_models import TicketClock
from portal.tickets.clocks import minute, terms_now
from portal.tickets.events import (
    PAUSED,
    TicketAnswered,
    TicketPut,
    TicketReopened,
    TicketSolved,
)
from portal.tickets.models import Reply, Ticket, TicketState, Visibility
from portal.tickets.spam import spam_of
from portal.tickets.spam_events import TicketMarkedSpam, TicketNotSpam
from portal.tickets.time_events import TicketWoken

SPAM = "spam"
CUSTOMER = "customer"
"""The reason while we wait for the customer; a pause brings its own."""
_KINDS = [
    each.kind
    for each in (
        TicketAnswered,
        TicketPut,
        TicketReopened,
        TicketSolved,
        TicketPaused,
        TicketGoesOn,
        TicketWoken,
        TicketMarkedSpam,
        TicketNotSpam,
    )
]


@dataclass(frozen=True, kw_only=True)
class TicketLedger:
    """The ledger, with the terms it was reckoned by."""

    ledger: Ledger
    targets: Targets
    sources: dict[str, str]
    calendar: BusinessCalendar | None
    """None: the standard hours of the house."""
    now: datetime

    def source_of(self, term: Term) -> str:
        return self.sources.get(term.promise.value, "")


def ledger_of(ticket: Ticket, *, only_latest: bool = False) -> TicketLedger:
    """Reckoned now. `only_latest` is for who needs only what is owed at this moment."""
    kept = session.get(TicketClock, ticket.id)
    if kept is not None:
        targets, sources = kept.targets, dict(kept.sources)
    else:
        terms = terms_now(ticket)
        targets = terms.targets
        sources = {promise.value: name for promise, name in terms.sources.items()}
    row, calendar = calendar_of(kept.calendar_id if kept else None)
    now = minute(clock.now())
    ledger = reckon(happened(ticket), targets, calendar, now=now, only_latest=only_latest)
    return TicketLedger(ledger=ledger, targets=targets, sources=sources, calendar=row, now=now)


def happened(ticket: Ticket) -> list[Happened]:
    """What moved the ticket's clocks, oldest first. Where the history says nothing of how it came
    to stand as it does, because it was brought here like that, its row does."""
    entries = session.execute(
        select(Entry.at, Entry.kind, Entry.particulars, Entry.actor_id)
        .where(Entry.about == ticket.about, Entry.kind.in_(_KINDS))
        .order_by(Entry.at, Entry.id)
    ).all()
    left = {
        row.particulars.get("reply_id"): row.particulars.get("then", TicketState.WAITING.value)
        for row in entries
        if row.kind == TicketAnswered.kind
    }
    events = [Happened(minute(ticket.opened_at), What.RAISED)]
    events += _ordered([*_words(ticket, left), *_acts(entries)])
    return [*events, *_as_it_stands(ticket, events)]


def _words(ticket: Ticket, left: dict[Any, str]) -> Iterator[tuple[datetime, Happened]]:
    words = session.execute(
        select(Reply.id, Reply.created_at, Reply.by_staff)
        .where(
            Reply.ticket_id == ticket.id,
            Reply.visibility == Visibility.REPLY,
            Reply.is_unverified.is_(False),
        )
        .order_by(Reply.id)
    )
    for reply_id, at, by_staff in words:
        if not by_staff:
            yield at, Happened(minute(at), What.CUSTOMER_SAID)
            continue
        yield at, Happened(minute(at), What.ANSWERED)
        then = left.get(reply_id, TicketState.WAITING.value)
        if then == TicketState.WAITING:
            yield at, Happened(minute(at), What.WAITS, CUSTOMER)
        elif then not in (PAUSED, TicketState.SOLVED):
            yield at, Happened(minute(at), What.GOES_ON)
            yield at, Happened(minute(at), What.OWED)


def _acts(entries: Any) -> Iterator[tuple[datetime, Happened]]:
    for entry in entries:
        for what, why in _moves(entry):
            yield entry.at, Happened(minute(entry.at), what, why)


def _moves(entry: Row[Any]) -> list[tuple[What, str]]:
    if entry.kind == TicketPut.kind:
        if entry.particulars.get("state") == TicketState.WAITING:
            return [(What.WAITS, CUSTOMER)]
        return [(What.GOES_ON, ""), (What.OWED, "")]
    if entry.kind == TicketPaused.kind:
        return [(What.PAUSED, str(entry.particulars.get("purpose") or "other"))]
    if entry.kind == TicketGoesOn.kind:
        return [(What.GOES_ON, ""), (What.OWED, "")]
    if entry.kind == TicketWoken.kind:
        # Somebody who wakes it puts nothing on us; time that was up does.
        return [(What.OWED, "")] if entry.actor_id is None else []
    if entry.kind == TicketMarkedSpam.kind:
        return [(What.PAUSED, SPAM)]
    if entry.kind == TicketNotSpam.kind:
        return [(What.GOES_ON, ""), (What.OWED, "")]
    if entry.kind == TicketReopened.kind:
        return [(What.REOPENED, "")]
    return [(What.SOLVED, "")] if entry.kind == TicketSolved.kind else []


def _ordered(found: list[tuple[datetime, Happened]]) -> list[Happened]:
    return [event for _, event in sorted(found, key=lambda each: each[0])]


def _as_it_stands(ticket: Ticket, events: list[Happened]) -> list[Happened]:
    """What the row knows and nothing that happened says."""
    is_solved, waits = False, False
    for event in events:
        if event.what is What.SOLVED:
            is_solved, waits = True, False
        elif event.what in (What.REOPENED, What.CUSTOMER_SAID):
            is_solved, waits = False, False
        elif event.what is What.WAITS:
            waits = True
        elif event.what in (What.GOES_ON, What.PAUSED):
            waits = False
    at = minute(ticket.last_word_at)
    if ticket.solved_at is not None and not is_solved and not spam_of(ticket):
        return [Happened(minute(ticket.solved_at), What.SOLVED)]
    if ticket.state is TicketState.WAITING and not waits:
        return [Happened(at, What.WAITS, CUSTOMER)]
    if ticket.state is TicketState.OPEN and waits:
        return [Happened(at, What.GOES_ON)]
    return []


def promises_of(found: TicketLedger) -> list[Term]:
    """The promises worth showing: those with a target, the solution last."""
    return [
        term for term in found.ledger.terms if found.targets.of(Promise(term.promise)) is not None
    ]
