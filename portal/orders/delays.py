"""A promise we cannot keep: the customer is asked for their consent to the new day.

    asked -> agreed       the new day is the promise
          -> cancelled    they would rather not have it, which costs them nothing
          -> withdrawn    another day is asked for, or the old one is kept after all

Until they have answered, the promise stays what it was.
"""

from datetime import date, timedelta

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.models import Order
from portal.orders.production_events import DelayAgreed, DelayAsked
from portal.orders.production_models import Delay, DelayState, Reason
from portal.orders.readers import readers_of, tell_all
from portal.orders.standing import must_be_going_on
from portal.preferences.telling import tell

TIME_TO_ANSWER = timedelta(days=7)
REMIND_BEFORE = timedelta(days=2)


class AnsweredMeanwhile(Exception):
    """The question is not open any more: somebody answered, or another day is asked for."""


@atomic()
def ask(order: Order, *, to: date, reason: Reason, words: str, by: Actor | None) -> Delay:
    """Ask everybody who signs in for the customer; one of them answers. Inside a verb that has
    locked the order and withdrawn what was asked before.
    """
    now = clock.now()
    delay = Delay(
        order_id=order.id,
        from_on=order.promised_on,
        to_on=to,
        reason=reason,
        words=words,
        answer_by=(now + TIME_TO_ANSWER).date(),
    )
    session.add(delay)
    session.flush()
    asked = DelayAsked(
        order_id=order.id,
        number=order.number,
        delay_id=delay.id,
        from_on=delay.from_on.isoformat(),
        to_on=to.isoformat(),
    )
    record(asked, customer=order.customer, by=by)
    tell_all(order, news.delayed(order, delay), lambda user: mails.delayed(order, delay, user))
    return delay


@atomic()
def agree(order: Order, *, delay_id: int, by: Actor) -> Delay:
    """The new day is the promise from now on. Agreeing twice does nothing."""
    lock(order)
    delay = session.get(Delay, delay_id, populate_existing=True)
    if delay is None or delay.order_id != order.id:
        raise AnsweredMeanwhile(order.number)
    if delay.state is DelayState.AGREED:
        return delay
    if not delay.is_asked:
        raise AnsweredMeanwhile(order.number)
    must_be_going_on(order)
    end(delay, DelayState.AGREED, by=by)
    order.promised_on = delay.to_on
    session.flush()
    agreed = DelayAgreed(
        order_id=order.id, number=order.number, delay_id=delay.id, to_on=delay.to_on.isoformat()
    )
    record(agreed, customer=order.customer, by=by)
    return delay


def withdraw(delay: Delay) -> None:
    """Nobody needs to answer any more."""
    end(delay, DelayState.WITHDRAWN, by=None)


def end(delay: Delay, state: DelayState, *, by: Actor | None) -> None:
    """Inside a verb that has locked the order."""
    delay.state, delay.ended_at = state, clock.now()
    delay.answered_by_id = by.id if by else None
    delay.answered_by = (by.name if by else "") or ""
    session.flush()


def open_delay(order: Order) -> Delay | None:
    found = select(Delay).where(Delay.order_id == order.id, Delay.ended_at.is_(None))
    return session.scalars(found.execution_options(populate_existing=True)).one_or_none()


@atomic()
def remind() -> int:
    """Once, shortly before the answer is due."""
    today = clock.now().date()
    due = (
        select(Delay)
        .where(
            Delay.ended_at.is_(None),
            Delay.reminded_at.is_(None),
            Delay.answer_by <= today + REMIND_BEFORE,
        )
        .order_by(Delay.id)
        .limit(100)
    )
    delays = session.scalars(due).all()
    for delay in delays:
        order = lock(session.get_one(Order, delay.order_id))
        session.refresh(delay)
        if delay.is_asked and delay.reminded_at is None:
            delay.reminded_at = clock.now()
            for user in readers_of(order):
                tell(news.delayed(order, delay), mail=mails.delayed(order, delay, user, again=True))
    return len(delays)
