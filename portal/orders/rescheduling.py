"""Moving planned days: who moved which day, from when to when, and why, is kept for ever.

What comes after a stage moves along as far as it has to, so that no stage is planned before the
one it follows. Where that breaks the promise, the customer is asked to agree to the new day.
"""

from datetime import date

from sqlalchemy import select

from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders import mails, news
from portal.orders.delays import ask, open_delay, withdraw
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.production_events import DateMoved
from portal.orders.production_models import DateMove, Reason
from portal.orders.readers import tell_all
from portal.orders.standing import MovedMeanwhile, must_be_going_on
from portal.orders.words import STAGES


class OutOfOrder(ValueError):
    """A stage cannot be planned before the one it follows."""


class AlreadyDone(ValueError):
    """What is done cannot be planned any more."""


@atomic()
def move(
    order: Order,
    stage: ProductionStage,
    *,
    to: date,
    reason: Reason,
    words: str = "",
    seen: date | None = None,
    by: Actor | None,
) -> list[DateMove]:
    """Plan the stage for another day. `seen` is the day its mover saw: MovedMeanwhile when somebody
    else has moved it since. The same day again does nothing.
    """
    lock(order)
    must_be_going_on(order)
    steps = {step.stage: step for step in steps_of(order)}
    step = steps[stage]
    if step.done_on:
        raise AlreadyDone(stage)
    if step.planned_on == to:
        return []
    if seen and step.planned_on != seen:
        raise MovedMeanwhile(order.number)
    if to < _not_before(steps, stage):
        raise OutOfOrder(stage)
    ready_before = steps[ProductionStage.READY].planned_on
    moved = [
        _moved(order, steps[each], day, reason, words, by)
        for each, day in _along(steps, stage, to)
        if steps[each].planned_on != day
    ]
    session.flush()
    _keep_the_promise(order, steps, ready_before, moved[-1], by)
    return moved


def steps_of(order: Order) -> list[OrderStep]:
    """As they stand in this transaction, whatever was loaded before."""
    found = select(OrderStep).where(OrderStep.order_id == order.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def moves_of(order: Order) -> list[DateMove]:
    """Every moved day, the latest first."""
    found = select(DateMove).where(DateMove.order_id == order.id).order_by(DateMove.id.desc())
    return list(session.scalars(found.limit(100)))


def _not_before(steps: dict[ProductionStage, OrderStep], stage: ProductionStage) -> date:
    earlier = STAGES[: STAGES.index(stage)]
    return max(
        (steps[each].done_on or steps[each].planned_on for each in earlier), default=date.min
    )


def _along(
    steps: dict[ProductionStage, OrderStep], stage: ProductionStage, to: date
) -> list[tuple[ProductionStage, date]]:
    """The stage and all after it, each with its day."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return [(stage, to), *((each, max(steps[each].planned_on, to)) for each in later)]


def _moved(
    order: Order, step: OrderStep, to: date, reason: Reason, words: str, by: Actor | None
) -> DateMove:
    move = DateMove(
        order_id=order.id,
        stage=step.stage,
        from_on=step.planned_on,
        to_on=to,
        reason=reason,
        words=words,
        moved_by_id=by.id if by else None,
        moved_by=(by.name if by else "") or "",
    )
    session.add(move)
    step.planned_on = to
    event = DateMoved(
        order_id=order.id,
        number=order.number,
        stage=step.stage.value,
        from_on=move.from_on.isoformat(),
        to_on=to.isoformat(),
        reason=reason.value,
    )
    record(event, customer=order.customer, by=by)
    return move


def _keep_the_promise(
    order: Order,
    steps: dict[ProductionStage, OrderStep],
    ready_before: date,
    move: DateMove,
    by: Actor | None,
) -> None:
    ready_on = steps[ProductionStage.READY].planned_on
    if ready_on == ready_before:
        return
    asked = open_delay(order)
    if asked and asked.to_on == ready_on:
        return
    if asked:
        withdraw(asked)
    if ready_on > order.promised_on:
        ask(order, to=ready_on, reason=move.reason, words=move.words, by=by)
    else:
        told = news.date_moved(order, ready_on)
        tell_all(order, told, lambda user: mails.date_moved(order, ready_on, move, user))
