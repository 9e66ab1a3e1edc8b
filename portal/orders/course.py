"""How an order came to where it is: what its page shows beside the rail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.database import session
from portal.orders import cancelling, delays, delivering, production, rescheduling, waiting
from portal.orders.cancelling import Rule
from portal.orders.models import Order, ProductionStage
from portal.orders.production_models import (
    Cancellation,
    DateMove,
    Delay,
    DelayState,
    OrderWait,
    Parcel,
)
from portal.orders.stages import name_of, work_of
from portal.orders.words import STAGES


@dataclass(frozen=True)
class Part:
    name: Any
    code: str
    done_on: date | None


@dataclass(frozen=True)
class Stretch:
    """One stage: the day first planned, the day planned now, the day it was reached, its parts."""

    stage: ProductionStage
    name: Any
    first_on: date
    planned_on: date
    done_on: date | None
    is_now: bool
    parts: Sequence[Part]

    @property
    def has_moved(self) -> bool:
        return self.first_on != self.planned_on


@dataclass(frozen=True, kw_only=True)
class Course:
    stretches: Sequence[Stretch]
    wait: OrderWait | None
    delay: Delay | None
    """The one they are asked to agree to."""
    agreed: Sequence[Delay]
    moves: Sequence[DateMove]
    parcels: Sequence[Parcel]
    cancellation: Cancellation | None
    rule: Rule | None
    """What cancelling costs now; None when it cannot be cancelled any more."""

    @property
    def now(self) -> Stretch:
        return next(each for each in self.stretches if each.is_now)


def course_of(order: Order) -> Course:
    """In eight questions, however long it took."""
    moves = rescheduling.moves_of(order)
    delay = delays.open_delay(order)
    return Course(
        stretches=_stretches(order, moves),
        wait=waiting.open_wait(order),
        delay=delay,
        agreed=_agreed(order),
        moves=moves,
        parcels=delivering.parcels_of(order),
        cancellation=cancelling.cancellation_of(order) if order.cancelled_at else None,
        rule=cancelling.rule_for(order, delay) if order.is_being_built else None,
    )


def _stretches(order: Order, moves: Sequence[DateMove]) -> list[Stretch]:
    first = {move.stage: move.from_on for move in moves}  # the latest first, so the oldest stays
    done = {each.part: each.done_on for each in production.parts_of(order)}
    steps = sorted(order.steps, key=lambda step: STAGES.index(step.stage))
    return [
        Stretch(
            stage=step.stage,
            name=name_of(order, step.stage),
            first_on=first.get(step.stage, step.planned_on),
            planned_on=step.planned_on,
            done_on=step.done_on,
            is_now=step.stage is order.stage,
            parts=[
                Part(name, code, done.get(code))
                for code, name in work_of(order, step.stage).items()
            ],
        )
        for step in steps
    ]


def _agreed(order: Order) -> Sequence[Delay]:
    found = select(Delay).where(Delay.order_id == order.id, Delay.state == DelayState.AGREED)
    return session.scalars(found.order_by(Delay.id)).all()
