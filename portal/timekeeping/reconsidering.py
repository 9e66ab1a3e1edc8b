"""Other terms for a ticket that runs: after a policy changed, or what it is looked at by.

All is reckoned again from the start. What was promised is kept or comes sooner, never later: the
customer has been told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Row, select

from portal import clock
from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.deadlines.reckoning import reckon
from portal.deadlines.values import Promise, Targets
from portal.history.recording import record
from portal.orders.models import Order
from portal.promises.models import CustomerLevel, PromisePolicy
from portal.promises.terms import Situation, Terms, choose, every_policy
from portal.tickets import clocks
from portal.tickets.clock_events import PromiseMoved
from portal.tickets.clock_models import TicketClock
from portal.tickets.company import zone
from portal.tickets.ledger import happened
from portal.tickets.models import Ticket, TicketState

MOST_LOOKED_AT = 5_000
CHUNK = 100


@dataclass(frozen=True)
class Effect:
    """What a change would do to the concerns that are open."""

    sooner: int
    kept: int
    same: int
    is_whole: bool
    """False: there are more open concerns than were looked at."""

    @property
    def count(self) -> int:
        return self.sooner + self.kept + self.same


def preview(policies: Sequence[PromisePolicy]) -> Effect:
    """What it would do if these were our policies."""
    sooner = kept = same = 0
    rows = _open_ones()
    known: dict[Situation, Terms] = {}
    for row in rows[:MOST_LOOKED_AT]:
        situation = Situation(
            kind=row.kind, level=row.level, department_id=row.department_id, product=row.product
        )
        if situation not in known:
            known[situation] = choose(situation, policies)
        now, then = row.TicketClock.targets, known[situation].targets
        if now == then:
            same += 1
        elif _is_sooner(then, now):
            sooner += 1
        else:
            kept += 1
    return Effect(sooner, kept, same, is_whole=len(rows) <= MOST_LOOKED_AT)


def apply_to_open(*, why: str, by: Actor) -> int:
    """Let what we promise now hold for the open concerns, too; gives how many come sooner."""
    ids = [row.TicketClock.ticket_id for row in _open_ones()[:MOST_LOOKED_AT]]
    return sum(
        _reconsider_all(ids[first : first + CHUNK], why, by) for first in range(0, len(ids), CHUNK)
    )


@atomic()
def reconsider(ticket: Ticket, *, why: str, by: Actor | None) -> bool:
    """Take the terms that hold now for this ticket; whether a promise comes sooner by it."""
    lock(ticket)
    if ticket.is_merged or ticket.is_solved:
        return False
    kept, terms = clocks.clock_of(ticket), clocks.terms_now(ticket)
    if kept.targets == terms.targets and kept.calendar_id == _calendar_id(terms):
        return False
    kept.targets = terms.targets
    kept.calendar_id = _calendar_id(terms)
    kept.sources = {promise.value: name for promise, name in terms.sources.items()}
    if not _bring_forward(ticket, kept, terms):
        return False
    due_at = ticket.promised_at
    until = f"{due_at.astimezone(zone()):%Y-%m-%d %H:%M}" if due_at else ""
    moved = PromiseMoved(number=ticket.number, why=why, until=until)
    record(moved, customer=ticket.customer, by=by)
    return True


@atomic()
def _reconsider_all(ids: Sequence[int], why: str, by: Actor) -> int:
    tickets = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id))
    return sum(reconsider(ticket, why=why, by=by) for ticket in tickets)


def _bring_forward(ticket: Ticket, kept: TicketClock, terms: Terms) -> bool:
    """Whether anything is due sooner; what would be due later stays."""
    now = clocks.minute(clock.now())
    ledger = reckon(happened(ticket), terms.targets, terms.calendar, now=now, only_latest=True)
    is_sooner = False
    answer = ledger.answer.due_at if ledger.answer else None
    if answer is not None and ticket.promised_at is not None and answer < ticket.promised_at:
        # Nobody is late at one stroke for what they could not know: it is due from now on.
        answer = max(answer, now)
        is_sooner = answer < ticket.promised_at
        if ticket.is_snoozed:
            ticket.snoozed_due_at = min(answer, ticket.promised_at)
        else:
            ticket.due_at = min(answer, ticket.promised_at)
        if not ticket.is_answered:
            ticket.first_promised_at = ticket.promised_at or answer
    solution = ledger.clock.due_at
    if solution is not None and ledger.clock.runs:
        before, solution = kept.solution_due_at, max(solution, now)
        kept.solution_due_at = min(before, solution) if before else solution
        is_sooner = is_sooner or before is None or solution < before
    return is_sooner


def _open_ones() -> Sequence[Row[tuple[TicketClock, str, int | None, str | None, str | None]]]:
    """The newest first; one more than we look at tells that there are more."""
    return session.execute(
        select(
            TicketClock,
            Ticket.kind,
            Ticket.department_id,
            Order.product,
            CustomerLevel.level,
        )
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .outerjoin(CustomerLevel, CustomerLevel.customer_id == Ticket.customer_id)
        .where(Ticket.state != TicketState.SOLVED)
        .order_by(Ticket.id.desc())
        .limit(MOST_LOOKED_AT + 1)
    ).all()


def _is_sooner(then: Targets, now: Targets) -> bool:
    return any(_shortens(then.of(each), now.of(each)) for each in Promise)


def _shortens(then: timedelta | None, now: timedelta | None) -> bool:
    return then is not None and (now is None or then < now)


def _calendar_id(terms: Terms) -> int | None:
    return terms.kept_calendar.id if terms.kept_calendar else None


def without(changed: PromisePolicy | None) -> Iterator[PromisePolicy]:
    """Our policies but this one, for what they would be with it changed."""
    return (each for each in every_policy() if changed is None or each.id != changed.id)
