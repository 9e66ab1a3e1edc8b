"""How far an order is, in words and steps. Pure: an order and today in, what to show out."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton

from portal.orders.models import Order, ProductionStage
from portal.orders.stages import name_of, sentence_of
from portal.orders.words import STAGES


@dataclass(frozen=True)
class Step:
    """One dot of the rail. `state`: done, now, turn (the customer's) or todo."""

    name: str
    when: str
    state: str


def steps(order: Order, today: date, locale: str) -> list[Step]:
    """The stages in order, each with the day it was reached or is planned for."""
    here = STAGES.index(order.stage)
    shown = sorted(order.steps, key=lambda step: STAGES.index(step.stage))
    return [
        Step(
            str(name_of(order, step.stage)),
            _when(step.done_on or step.planned_on, today, locale),
            _state(order, step.stage, here),
        )
        for step in shown
    ]


def _state(order: Order, stage: ProductionStage, here: int) -> str:
    at = STAGES.index(stage)
    if order.is_delivered or at < here:
        return "done"
    if at > here or order.cancelled_at:
        return "todo"
    return "turn" if stage is ProductionStage.READY else "now"


def _when(on: date, today: date, locale: str) -> str:
    return format_skeleton("MMMd" if on.year == today.year else "yMMMd", on, locale=locale)


def is_late(order: Order, today: date) -> bool:
    """The promised day is over and it is not ready."""
    return (
        order.is_being_built
        and order.stage is not ProductionStage.READY
        and order.promised_on < today
    )


def status(order: Order, today: date) -> str:
    """One sentence for the greeting, like "Your Tourer is on time: in paint now."."""
    return sentence_of(order, is_late=is_late(order, today))
