"""Waiting: nothing can be done at an order for now, and its customer reads why."""

from datetime import date

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.models import Order
from portal.orders.production_events import OrderWaits, OrderWentOn
from portal.orders.production_models import OrderWait, Reason
from portal.orders.readers import tell_all
from portal.orders.standing import must_be_going_on


@atomic()
def wait(
    order: Order,
    *,
    reason: Reason,
    words: str = "",
    expected_on: date | None = None,
    by: Actor | None,
) -> OrderWait:
    """From now on the order waits. Another reason ends the wait before; the same one said again
    only renews what is expected.
    """
    lock(order)
    must_be_going_on(order)
    now = open_wait(order)
    if now and now.reason is reason and now.stage is order.stage:
        now.words, now.expected_on = words, expected_on
        session.flush()
        return now
    if now:
        now.ended_at = clock.now()
        session.flush()
    begun = OrderWait(
        order_id=order.id, stage=order.stage, reason=reason, words=words, expected_on=expected_on
    )
    session.add(begun)
    session.flush()
    event = OrderWaits(order_id=order.id, number=order.number, reason=reason.value)
    record(event, customer=order.customer, by=by)
    tell_all(order, news.waits(order, begun), lambda user: mails.waits(order, begun, user))
    return begun


@atomic()
def go_on(order: Order, *, by: Actor | None) -> bool:
    """The wait is over. False when there was none."""
    lock(order)
    return end_wait(order, by=by)


def end_wait(order: Order, *, by: Actor | None) -> bool:
    """Inside a verb that has locked the order."""
    now = open_wait(order)
    if now is None:
        return False
    now.ended_at = clock.now()
    session.flush()
    record(OrderWentOn(order_id=order.id, number=order.number), customer=order.customer, by=by)
    return True


def open_wait(order: Order) -> OrderWait | None:
    found = select(OrderWait).where(OrderWait.order_id == order.id, OrderWait.ended_at.is_(None))
    return session.scalars(found).one_or_none()
