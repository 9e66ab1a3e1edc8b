"""The first use of what was ordered: said once, by its owner, at the desk or by another system."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.once import insert_once
from portal.orders.events import UsedFirst
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.use_models import FirstUse, Told


class NotUsable(Exception):
    """It was not delivered yet, or the day is none on which it can have been; `why` is "early",
    "future" or "not delivered"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@atomic()
def use_first(order: Order, *, on: date, today: date, via: Told, by: Actor | None) -> FirstUse:
    """It was used for the first time that day. Saying it again changes nothing: the first word
    counts, because mails may have been planned by it."""
    lock(order)
    if (known := first_use_of(order)) is not None:
        return known
    if not order.is_delivered or order.cancelled_at is not None:
        raise NotUsable("not delivered")
    if on > today:
        raise NotUsable("future")
    delivered_on = session.scalar(
        select(OrderStep.done_on).where(
            OrderStep.order_id == order.id, OrderStep.stage == ProductionStage.DELIVERED
        )
    )
    if delivered_on is not None and on < delivered_on:
        raise NotUsable("early")
    insert_once(
        FirstUse, unique=["order_id"],
        order_id=order.id, used_on=on, via=via.value, told_at=clock.now(),
        told_by_id=by.id if by else None,
    )  # fmt: skip
    event = UsedFirst(order_id=order.id, number=order.number, on=str(on))
    record(event, customer=order.customer, by=by)
    return session.get_one(FirstUse, order.id)


def first_use_of(order: Order) -> FirstUse | None:
    return session.get(FirstUse, order.id)


def first_uses_of(orders: Sequence[Order]) -> dict[int, FirstUse]:
    """By order, for a page of them."""
    found = select(FirstUse).where(FirstUse.order_id.in_([each.id for each in orders]))
    return {each.order_id: each for each in session.scalars(found)}
