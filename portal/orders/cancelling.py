"""Cancelling an order before it is delivered: free until production starts, then by this rule.

What was built for one customer can hardly be sold to another; each stage says how much of the price
is lost. Nobody pays for a promise of ours that was not kept.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.money import Money
from portal.orders import mails, news
from portal.orders.delays import end, open_delay
from portal.orders.models import Order, ProductionStage
from portal.orders.production_events import OrderCancelled
from portal.orders.production_models import Cancellation, Delay, DelayState
from portal.orders.readers import tell_all
from portal.orders.standing import MovedMeanwhile, must_be_going_on
from portal.orders.waiting import end_wait
from portal.web.languages import lazy

PERCENT = {
    ProductionStage.ORDERED: 0,
    ProductionStage.FRAME: 15,
    ProductionStage.PAINT: 35,
    ProductionStage.ASSEMBLY: 60,
    ProductionStage.READY: 60,
}


@dataclass(frozen=True)
class Rule:
    """What cancelling costs now, and why."""

    fee: Money
    percent: int
    text: Any


def rule_for(order: Order, delay: Delay | None) -> Rule:
    """What cancelling costs this customer now. Only for an order that is being built."""
    percent = PERCENT[order.stage]
    if delay:
        text = lazy("It costs you nothing, because we cannot keep the day we promised.")
        return Rule(Money(0, order.currency), 0, text)
    if not percent:
        text = lazy("It costs you nothing, because production has not started.")
        return Rule(Money(0, order.currency), 0, text)
    text = lazy("Production has started, so %(percent)s%% of the price is due.", percent=percent)
    return Rule(Money(order.price_minor * percent // 100, order.currency), percent, text)


@atomic()
def cancel(
    order: Order, *, words: str = "", seen_fee: int | None = None, by: Actor | None
) -> Cancellation:
    """The order ends. By a customer it costs what the rule says, by ourselves nothing.

    `seen_fee` is what they were shown: MovedMeanwhile when the stage has moved on since and it
    costs another amount now. Cancelling twice does nothing.
    """
    lock(order)
    known = cancellation_of(order)
    if known:
        return known
    must_be_going_on(order)
    delay = open_delay(order)
    by_staff = by is None or by.is_staff
    fee = Money(0, order.currency) if by_staff else rule_for(order, delay).fee
    if seen_fee is not None and seen_fee != fee.minor:
        raise MovedMeanwhile(order.number)
    if delay:
        end(delay, DelayState.CANCELLED, by=by)
    end_wait(order, by=by)
    order.cancelled_at = clock.now()
    cancelled = Cancellation(
        order_id=order.id,
        fee_minor=fee.minor,
        currency=fee.currency,
        words=words,
        by_staff=by_staff,
        cancelled_by_id=by.id if by else None,
        cancelled_at=order.cancelled_at,
    )
    session.add(cancelled)
    session.flush()
    event = OrderCancelled(
        order_id=order.id, number=order.number, fee=f"{fee.minor / 100:.2f} {fee.currency}"
    )
    record(event, customer=order.customer, by=by)
    told = news.cancelled(order)
    tell_all(order, told, lambda user: mails.cancelled(order, cancelled, user))
    return cancelled


def cancellation_of(order: Order) -> Cancellation | None:
    found = select(Cancellation).where(Cancellation.order_id == order.id)
    return session.scalars(found).one_or_none()
