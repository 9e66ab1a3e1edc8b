"""What the rules would have done with the last concerns. Changes nothing."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, select

from portal.customers.models import ContactPoint, Customer
from portal.database import session
from portal.orders.models import Order
from portal.routing.applying import LONGEST_TEXT
from portal.routing.rules import Decision, Facts, Rule, Standing, decide, folded
from portal.tickets.models import Reply, Ticket

LAST = 1_000
CHUNK = 100
SECONDS = 3.0
"""So long somebody waits; what was not reached by then is said."""
MOST_SHOWN = 20


@dataclass
class Outcome:
    """What one rule would have done."""

    fitted: int = 0
    changes: int = 0
    """Concerns that would stand otherwise than they do now."""
    examples: list["Example"] = field(default_factory=list)


@dataclass(frozen=True)
class Example:
    ticket_id: int
    subject: str
    who: str
    differs: Sequence[str]

    @property
    def number(self) -> str:
        return Ticket.number_of(self.ticket_id)


@dataclass
class DryRun:
    read: int = 0
    fitted: int = 0
    changes: int = 0
    is_whole: bool = True
    """False when time ran out before the last concern."""
    by_rule: Mapping[int, Outcome] = field(default_factory=lambda: defaultdict(Outcome))


def dry_run(rules: Sequence[Rule], standing: Standing, *, seconds: float = SECONDS) -> DryRun:
    """Read the last concerns, latest first, and ask the rules what they would do."""
    until = time.monotonic() + seconds
    run = DryRun()
    before: int | None = None
    while run.read < LAST:
        rows = _some(before)
        for row in rows:
            run.read += 1
            _ask(run, row, rules, standing)
        if len(rows) < CHUNK:
            break
        if time.monotonic() > until:
            run.is_whole = False
            break
        before = rows[-1].id
    return run


def _ask(run: DryRun, row: Row[Any], rules: Sequence[Rule], standing: Standing) -> None:
    decision = decide(rules, _facts(row), standing)
    if not decision.followed:
        return
    differs = _differences(row, decision, standing)
    run.fitted += 1
    run.changes += bool(differs)
    for key in decision.followed:
        outcome = run.by_rule[key]
        outcome.fitted += 1
        outcome.changes += bool(differs)
        if len(outcome.examples) < MOST_SHOWN:
            outcome.examples.append(Example(row.id, row.subject, row.who, differs))


def _differences(row: Row[Any], decision: Decision, standing: Standing) -> list[str]:
    """How the concern would stand otherwise. Tags and who it is dealt to are not compared: both
    change with the day."""
    differs = []
    if decision.department_id and decision.department_id != row.department_id:
        former = standing.departments.get(row.department_id, "no department")
        differs.append(f"{former} → {standing.departments[decision.department_id]}")
    if decision.priority and decision.priority != row.priority:
        differs.append(f"{row.priority} → {decision.priority}")
    return differs


def _facts(row: Row[Any]) -> Facts:
    return Facts(
        kind=row.kind.value,
        origin=row.origin.value,
        language=row.language,
        product=row.product or "",
        sender=row.address,
        text=folded(f"{row.subject}\n{row.words or ''}"),
    )


def _some(before: int | None) -> Sequence[Row[Any]]:
    """The next CHUNK concerns with their first words. By id, which never jumps."""
    first = (
        select(func.substr(Reply.body, 1, LONGEST_TEXT))
        .where(Reply.ticket_id == Ticket.id)
        .order_by(Reply.id)
        .limit(1)
        .scalar_subquery()
    )
    last = (
        select(
            Ticket.id,
            Ticket.subject,
            Ticket.kind,
            Ticket.origin,
            Ticket.priority,
            Ticket.department_id,
            Customer.name.label("who"),
            func.coalesce(ContactPoint.language, Customer.language).label("language"),
            ContactPoint.address,
            Order.product,
            first.label("words"),
        )
        .join(Customer, Customer.id == Ticket.customer_id)
        .join(ContactPoint, ContactPoint.id == Ticket.contact_point_id)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .order_by(Ticket.id.desc())
        .limit(CHUNK)
    )
    return session.execute(last.where(Ticket.id < before) if before else last).all()
