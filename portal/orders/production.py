"""Production: an order moves on, stage by stage, and never back."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.events import StageReached
from portal.orders.models import Order, ProductionStage
from portal.orders.words import STAGES
from portal.preferences.telling import tell

WARRANTY_YEARS = 2
MOST_TOLD = 50


class OrderCancelled(Exception):
    """A cancelled order is not built."""


class AlreadyFurther(Exception):
    """The order has left that stage behind."""


@atomic()
def reach(order: Order, stage: ProductionStage, *, on: date, by: Actor | None) -> None:
    """The order came to `stage` that day; stages skipped on the way count as done with it.

    Saying it twice does nothing. The warranty begins with delivery.
    """
    lock(order)
    if order.cancelled_at:
        raise OrderCancelled(order.number)
    if stage is order.stage:
        return
    if STAGES.index(stage) < STAGES.index(order.stage):
        raise AlreadyFurther(order.number)
    for step in order.steps:
        if step.done_on is None and STAGES.index(step.stage) <= STAGES.index(stage):
            step.done_on = on
    order.stage = stage
    if order.is_delivered:
        order.warranty_until = _years_after(on, WARRANTY_YEARS)
    session.flush()
    record(
        StageReached(order_id=order.id, number=order.number, stage=stage.value),
        customer=order.customer,
        by=by,
    )
    for user in _whose_it_is(order):
        tell(news.moved_on(order), mail=mails.moved_on(order, user))


def _whose_it_is(order: Order) -> Iterable[User]:
    people = (
        select(User)
        .where(User.customer_id == order.customer_id, User.disabled_at.is_(None))
        .order_by(User.id)
        .limit(MOST_TOLD)
    )
    return session.scalars(people).all()


def _years_after(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)
