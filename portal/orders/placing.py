"""Placing an order: its price, its promise, and a planned date for every production stage."""

from datetime import date, timedelta
from typing import Any

from portal import clock
from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.history.recording import record
from portal.money import Money
from portal.orders.events import OrderPlaced
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.words import STAGES

LENGTH = {
    ProductionStage.ORDERED: 15,
    ProductionStage.FRAME: 30,
    ProductionStage.PAINT: 30,
    ProductionStage.ASSEMBLY: 25,
}
"""How long each stage takes, against the others; READY is the end of the way."""


class PromisedInThePast(ValueError):
    """Nobody can promise a day that is over."""


@atomic()
def place(
    *,
    customer: Customer,
    product: str,
    build: str,
    price: Money,
    promised_on: date,
    own_stages: dict[str, Any] | None = None,
    by: Actor | None,
) -> Order:
    """Take the order in and plan its stages between today and the promised day."""
    placed_at = clock.now()
    if promised_on < placed_at.date():
        raise PromisedInThePast(promised_on.isoformat())
    order = Order(
        customer_id=customer.id,
        product=product,
        build=build,
        stage=ProductionStage.ORDERED,
        placed_at=placed_at,
        promised_on=promised_on,
        price_minor=price.minor,
        currency=price.currency,
        own_stages=own_stages,
    )
    order.steps = plan(placed_at.date(), promised_on, own_stages)
    session.add(order)
    session.flush()
    record(
        OrderPlaced(
            order_id=order.id,
            number=order.number,
            product=product,
            promised_on=promised_on.isoformat(),
        ),
        customer=customer,
        by=by,
    )
    return order


def plan(
    placed_on: date, promised_on: date, own_stages: dict[str, Any] | None = None
) -> list[OrderStep]:
    """Every stage with its planned day; the first one is reached by ordering."""
    days = (promised_on - placed_on).days
    lengths = [_length(stage, own_stages or {}) for stage in STAGES]
    whole = sum(lengths) or 1
    steps = [
        OrderStep(
            stage=stage,
            planned_on=placed_on + timedelta(days=round(days * sum(lengths[:at]) / whole)),
        )
        for at, stage in enumerate(STAGES)
    ]
    steps[0].done_on = placed_on
    return steps


def _length(stage: ProductionStage, own_stages: dict[str, Any]) -> int:
    own = own_stages.get(stage.value, {}).get("days")
    return LENGTH.get(stage, 0) if own is None or stage not in LENGTH else own
