"""What happened, or is going to on a known day, that lets a playbook enrol somebody.

Each trigger is a question to the records of other domains, so it also finds what happened before
the playbook was there, and whoever asks twice finds the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import (
    Date,
    Row,
    Select,
    String,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal.consent.models import Action, ConsentEvent, Purpose
from portal.customers.models import Customer
from portal.database import session
from portal.followups.enrolled_models import Enrolment, TriggerEvent
from portal.followups.models import Playbook
from portal.followups.spec import Spec, Trigger, TriggerKind
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.use_models import FirstUse
from portal.tickets.models import Ticket, TicketState

NOON = time(12)


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One thing that happened with one customer."""

    kind: str
    source: str
    source_id: str
    customer_id: int
    order_id: int | None
    ticket_id: int | None
    at: datetime


Question = Callable[[Spec, datetime, datetime], Select[Any]]


def occurrences(
    playbook: Playbook, spec: Spec, since: datetime, until: datetime, *, most: int, every: int = 1
) -> list[Occurrence]:
    """What happened between the two, oldest first, for which nobody was enrolled yet; for a sample,
    about one of `every` so many."""
    if spec.trigger.kind is TriggerKind.BY_HAND:
        return []
    question, source = _QUESTIONS[spec.trigger.kind]
    found = question(spec, since, until)
    columns = found.selected_columns
    # Looked up for each: joined, PostgreSQL compares all with all while it has no statistics.
    enrolled = (
        select(Enrolment.id)
        .join(TriggerEvent, Enrolment.trigger_event_id == TriggerEvent.id)
        .where(
            TriggerEvent.kind == _name(spec.trigger),
            TriggerEvent.source == source,
            TriggerEvent.source_id == cast(columns.source_id, String),
            Enrolment.playbook_id == playbook.id,
        )
        .limit(1)
        .scalar_subquery()
    )
    if every > 1:
        found = found.where(columns.source_id % every == 0)
    rows = session.execute(found.where(enrolled.is_(None)).limit(most))
    return [_occurrence(spec.trigger, source, row) for row in rows]


def how_many(spec: Spec, since: datetime, until: datetime, *, most: int) -> int:
    """How often it happened between the two; counting stops at `most`."""
    if spec.trigger.kind is TriggerKind.BY_HAND:
        return 0
    question, _source = _QUESTIONS[spec.trigger.kind]
    found = question(spec, since, until).order_by(None).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def _name(trigger: Trigger) -> str:
    """A playbook for 180 days of silence and one for 365 are let in by different things."""
    if trigger.kind is TriggerKind.LAPSED:
        return f"lapsed_{trigger.days}"
    return f"date_{trigger.on}" if trigger.on else trigger.kind.value


def _occurrence(trigger: Trigger, source: str, row: Row[Any]) -> Occurrence:
    at = row.at if isinstance(row.at, datetime) else _noon(row.at)
    if trigger.kind is TriggerKind.LAPSED:
        at += timedelta(days=trigger.days)
    return Occurrence(
        kind=_name(trigger),
        source=source,
        source_id=str(row.source_id),
        customer_id=row.customer_id,
        order_id=row.order_id,
        ticket_id=row.ticket_id,
        at=at,
    )


def _delivered(_spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    return (
        _of_orders(OrderStep.done_on)
        .join(OrderStep, OrderStep.order_id == Order.id)
        .where(
            OrderStep.stage == ProductionStage.DELIVERED,
            OrderStep.done_on >= _day(since),
            OrderStep.done_on <= _day(until),
            Order.cancelled_at.is_(None),
        )
        .order_by(OrderStep.done_on, Order.id)
    )


def _first_use(_spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    """What its owner, the desk or another system told of; see orders.first_use."""
    return (
        _of_orders(FirstUse.used_on)
        .join(FirstUse, FirstUse.order_id == Order.id)
        .where(
            FirstUse.used_on >= _day(since),
            FirstUse.used_on <= _day(until),
            Order.cancelled_at.is_(None),
        )
        .order_by(FirstUse.used_on, Order.id)
    )


def _first_order(_spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    earlier = aliased(Order)
    has_earlier = exists().where(earlier.customer_id == Order.customer_id, earlier.id < Order.id)
    return (
        _of_orders(Order.placed_at)
        .where(Order.placed_at >= since, Order.placed_at <= until, ~has_earlier)
        .order_by(Order.placed_at, Order.id)
    )


def _warranty_ends(_spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    return (
        _of_orders(Order.warranty_until)
        .where(Order.warranty_until >= _day(since), Order.warranty_until <= _day(until))
        .order_by(Order.warranty_until, Order.id)
    )


def _lapsed(spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    """The last order of somebody who has been silent for so long."""
    silence, later = timedelta(days=spec.trigger.days), aliased(Order)
    has_later = exists().where(later.customer_id == Order.customer_id, later.id > Order.id)
    return (
        _of_orders(Order.placed_at)
        .where(
            Order.placed_at >= since - silence,
            Order.placed_at <= until - silence,
            ~has_later,
        )
        .order_by(Order.placed_at, Order.id)
    )


def _concern_solved(_spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    return (
        select(
            Ticket.id.label("source_id"), Ticket.customer_id, Ticket.order_id,
            Ticket.id.label("ticket_id"), Ticket.solved_at.label("at"),
        )
        .where(
            Ticket.state == TicketState.SOLVED,
            Ticket.solved_at >= since,
            Ticket.solved_at <= until,
            Ticket.confirmed_at.is_not(None),
            Ticket.merged_into_id.is_(None),
        )
        .order_by(Ticket.solved_at, Ticket.id)
    )  # fmt: skip


def _on_a_date(spec: Spec, since: datetime, until: datetime) -> Select[Any]:
    """Everybody who ever chose about mails like it: nobody else may be written to."""
    is_then = spec.trigger.on is not None and _day(since) <= spec.trigger.on <= _day(until)
    chose = exists().where(
        ConsentEvent.customer_id == Customer.id,
        ConsentEvent.purpose == (spec.purpose or Purpose.NEWS),
        ConsentEvent.action == Action.GIVEN,
    )
    day = literal(spec.trigger.on, Date).label("at")
    return (
        select(Customer.id.label("source_id"), Customer.id.label("customer_id"),
               null().label("order_id"), null().label("ticket_id"), day)
        .where(chose, true() if is_then else false())
        .order_by(Customer.id)
    )  # fmt: skip


_QUESTIONS: Mapping[TriggerKind, tuple[Question, str]] = {
    TriggerKind.DELIVERED: (_delivered, "order"),
    TriggerKind.FIRST_USE: (_first_use, "order"),
    TriggerKind.FIRST_ORDER: (_first_order, "order"),
    TriggerKind.WARRANTY_ENDS: (_warranty_ends, "order"),
    TriggerKind.LAPSED: (_lapsed, "order"),
    TriggerKind.CONCERN_SOLVED: (_concern_solved, "ticket"),
    TriggerKind.DATE: (_on_a_date, "customer"),
}


def _of_orders(at: Any) -> Select[Any]:
    return select(
        Order.id.label("source_id"), Order.customer_id, Order.id.label("order_id"),
        null().label("ticket_id"), at.label("at"),
    )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(_zone()).date()


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, _zone()).astimezone(UTC)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_app.extensions["portal_settings"].time_zone)
