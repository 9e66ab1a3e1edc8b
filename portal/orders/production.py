"""Production: an order moves on, part by part and stage by stage, and never back."""

from datetime import date

from sqlalchemy import select

from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.delays import open_delay, withdraw
from portal.orders.events import StageReached
from portal.orders.models import Order, ProductionStage
from portal.orders.production_events import PartDone
from portal.orders.production_models import OrderPart
from portal.orders.readers import tell_all
from portal.orders.stages import name_of, work_of
from portal.orders.standing import MovedMeanwhile, OrderCancelled, must_be_going_on
from portal.orders.waiting import end_wait
from portal.orders.words import STAGES

WARRANTY_YEARS = 2
__all__ = ["AlreadyFurther", "NoSuchPart", "OrderCancelled", "finish_part", "parts_of", "reach"]


class AlreadyFurther(Exception):
    """The order has left that stage behind."""


class NoSuchPart(ValueError):
    """The stage the order is in has no such part."""


@atomic()
def reach(
    order: Order,
    stage: ProductionStage,
    *,
    on: date,
    seen: ProductionStage | None = None,
    by: Actor | None,
) -> None:
    """The order came to `stage` that day; stages skipped on the way count as done with it.

    Saying it twice does nothing. `seen` is where its mover saw it: MovedMeanwhile when somebody
    else moved it on since. What it waited for is over; the warranty begins with delivery.
    """
    lock(order)
    if order.cancelled_at:
        raise OrderCancelled(order.number)
    if stage is order.stage:
        return
    if STAGES.index(stage) < STAGES.index(order.stage):
        raise AlreadyFurther(order.number)
    if seen and order.stage is not seen:
        raise MovedMeanwhile(order.number)
    end_wait(order, by=by)
    for step in order.steps:
        if step.done_on is None and STAGES.index(step.stage) <= STAGES.index(stage):
            step.done_on = on
    order.stage = stage
    if order.is_delivered:
        order.warranty_until = _years_after(on, WARRANTY_YEARS)
    session.flush()
    own = str(name_of(order, stage)) if order.own_stages else ""
    record(
        StageReached(order_id=order.id, number=order.number, stage=stage.value, name=own),
        customer=order.customer,
        by=by,
    )
    if STAGES.index(stage) >= STAGES.index(ProductionStage.READY) and (asked := open_delay(order)):
        withdraw(asked)
    tell_all(order, news.moved_on(order), lambda user: mails.moved_on(order, user))


@atomic()
def finish_part(order: Order, part: str, *, on: date, by: Actor | None) -> None:
    """A part of the work of the stage the order is in is done. Saying it twice does nothing."""
    lock(order)
    must_be_going_on(order)
    work = work_of(order, order.stage)
    if part not in work:
        raise NoSuchPart(part)
    if any(each.part == part for each in parts_of(order)):
        return
    session.add(OrderPart(order_id=order.id, part=part, done_on=on))
    session.flush()
    event = PartDone(order_id=order.id, number=order.number, part=str(work[part]))
    record(event, customer=order.customer, by=by)


def parts_of(order: Order) -> list[OrderPart]:
    found = select(OrderPart).where(OrderPart.order_id == order.id).order_by(OrderPart.id)
    return list(session.scalars(found))


def _years_after(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year + years)
    except ValueError:
        return on.replace(year=on.year + years, day=28)
