"""The ledger of a concern in words: for the desk, and, from the same object, for its customer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from portal import clock
from portal.deadlines.values import Promise, Segment, Term
from portal.promises.hours import in_words
from portal.tickets import clocks
from portal.tickets.clock_models import PauseReason, TicketPause
from portal.tickets.ledger import CUSTOMER, SPAM, TicketLedger, ledger_of, promises_of
from portal.tickets.models import Ticket
from portal.timekeeping.events import PROMISES
from portal.web import formatting
from portal.web.languages import _
from portal.web.pages import reader

STANDS = {
    CUSTOMER: "Waits for the customer",
    PauseReason.SUPPLIER: "Waits for a supplier",
    PauseReason.PART: "Waits for a part",
    PauseReason.WORKSHOP: "Waits for the workshop",
    PauseReason.OTHER: "Waits for somebody else",
    SPAM: "Is spam",
}
RUNS = {
    "raised": "Raised",
    "customer_said": "The customer wrote",
    "owed": "We owe a word",
    "goes_on": "Goes on",
    "reopened": "Opened again",
    "answered": "Answered",
}
MOST_ANSWERS = 3
"""So many next answers a customer reads about, the last ones."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One promise. `state` is kept, late, running or standing."""

    name: str
    term: Term
    state: str
    counted: str
    target: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Stretch:
    began_at: datetime
    ended_at: datetime | None
    runs: bool
    why: str
    counted: str


@dataclass(frozen=True, kw_only=True)
class AtTheDesk:
    promises: list[Told]
    stretches: list[Stretch]
    counted: str
    stands: str
    since: datetime | None
    calendar: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One promise in the customer's words, and how it looks: good, bad, info or none."""

    name: str
    text: str
    tone: str


def at_the_desk(ticket: Ticket) -> AtTheDesk:
    found = ledger_of(ticket)
    terms = [_as_told(term, ticket) for term in promises_of(found)]
    segments = found.ledger.clock.segments
    stands = STANDS.get(found.ledger.waits_for, "")
    return AtTheDesk(
        promises=[_told(term, found) for term in terms],
        stretches=[_stretch(segment) for segment in segments],
        counted=in_words(found.ledger.clock.counted),
        stands=stands,
        since=segments[-1].began_at if stands else None,
        calendar=found.calendar.name if found.calendar else "the standard hours",
    )


def for_the_customer(ticket: Ticket) -> list[Line]:
    """What we promised them here and how it went: the first answer, the last next ones, the
    solution."""
    found = ledger_of(ticket)
    terms = [_as_told(term, ticket) for term in promises_of(found)]
    nexts = [term for term in terms if term.promise is Promise.NEXT_ANSWER]
    left_out = set(map(id, nexts[:-MOST_ANSWERS]))
    return [_line(term, found.now) for term in terms if id(term) not in left_out]


def why_it_stands(ticket: Ticket) -> tuple[str, str]:
    """Why our clock stands still, and what ends that; empty while it runs."""
    now, paused = clock.now(), clocks.pause_of(ticket)
    if paused is not None:
        ends = ""
        if paused.until:
            ends = _("We go on at the latest on %(day)s.", day=_moment(paused.until, now))
        return _waits_for(paused, _moment(paused.began_at, now)), ends
    found = ledger_of(ticket, only_latest=True).ledger
    if found.waits_for != CUSTOMER:
        return "", ""
    since = _moment(found.clock.segments[-1].began_at, now)
    return (
        _("We wait for your answer since %(since)s. Our clock stands still.", since=since),
        _("It goes on as soon as you reply."),
    )


def _waits_for(paused: TicketPause, since: str) -> str:
    """Whole sentences, because each language builds them its own way."""
    if paused.reason is PauseReason.SUPPLIER:
        return _("We wait for our supplier since %(since)s. Our clock stands still.", since=since)
    if paused.reason is PauseReason.PART:
        return _("We wait for a part since %(since)s. Our clock stands still.", since=since)
    if paused.reason is PauseReason.WORKSHOP:
        return _("We wait for the workshop since %(since)s. Our clock stands still.", since=since)
    return _("We wait for somebody else since %(since)s. Our clock stands still.", since=since)


def _as_told(term: Term, ticket: Ticket) -> Term:
    """With the moment the customer was told, where the ticket keeps it: what was promised sooner by
    other terms holds."""
    if term.promise is Promise.SOLUTION:
        return term
    if not term.is_met and term.runs and ticket.promised_at is not None:
        return replace(term, due_at=ticket.promised_at)
    if term.promise is Promise.FIRST_ANSWER and term.is_met and term.due_at is not None:
        return replace(term, due_at=ticket.first_promised_at)
    return term


def _told(term: Term, found: TicketLedger) -> Told:
    return Told(
        name=PROMISES[term.promise].capitalize(),
        term=term,
        state=_state(term, found.now),
        counted=in_words(term.counted),
        target=in_words(found.targets.of(term.promise)),
        source=found.source_of(term),
    )


def _state(term: Term, now: datetime) -> str:
    if term.is_late(now):
        return "late"
    if term.is_met:
        return "kept"
    return "running" if term.runs else "standing"


def _stretch(segment: Segment) -> Stretch:
    why = RUNS.get(segment.why, segment.why) if segment.runs else STANDS.get(segment.why, "")
    return Stretch(
        began_at=segment.began_at,
        ended_at=segment.ended_at,
        runs=segment.runs,
        why=why or segment.why,
        counted=in_words(segment.counted) if segment.counted > timedelta() else "",
    )


def _line(term: Term, now: datetime) -> Line:
    names = {
        Promise.FIRST_ANSWER: _("First answer"),
        Promise.NEXT_ANSWER: _("Next answer"),
        Promise.SOLUTION: _("Solution"),
    }
    name, state = names[term.promise], _state(term, now)
    if term.due_at is None:
        text = _("Done") if term.is_met else _("Our clock stands still")
        return Line(name=name, text=text, tone="good" if term.is_met else "")
    due = _moment(term.due_at, now)
    if state == "late" and term.met_at is not None:
        met = _moment(term.met_at, now)
        return Line(
            name=name,
            text=_("Promised by %(due)s. We were late: %(met)s", due=due, met=met),
            tone="bad",
        )
    if state == "late":
        return Line(name=name, text=_("Promised by %(due)s. We are late", due=due), tone="bad")
    if term.met_at is not None:
        met = _moment(term.met_at, now)
        return Line(
            name=name, text=_("Promised by %(due)s, kept: %(met)s", due=due, met=met), tone="good"
        )
    return Line(name=name, text=_("Promised by %(due)s", due=due), tone="info")


def _moment(at: datetime, now: datetime) -> str:
    return formatting.moment(at, reader(), now)
