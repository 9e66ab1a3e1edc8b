"""Placing an order: its price, its promise, and a planned date for every production stage."""

from datetime import date, timedelta

from portal import clock
from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.history.recording import record
from portal.money import Money
from portal.orders.events import OrderPlaced
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.words import STAGES

SHARE_OF_THE_WAY = {
    ProductionStage.ORDERED: 0.0,
    ProductionStage.FRAME: 0.15,
    ProductionStage.PAINT: 0.45,
    ProductionStage.ASSEMBLY: 0.75,
    ProductionStage.READY: 1.0,
    ProductionStage.DELIVERED: 1.0,
}


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
    )
    order.steps = plan(placed_at.date(), promised_on)
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


def plan(placed_on: date, promised_on: date) -> list[OrderStep]:
    """Every stage with its planned day; the first one is reached by ordering."""
    days = (promised_on - placed_on).days
    steps = [
        OrderStep(
            stage=stage,
            planned_on=placed_on + timedelta(days=round(days * SHARE_OF_THE_WAY[stage])),
        )
        for stage in STAGES
    ]
    steps[0].done_on = placed_on
    return steps
