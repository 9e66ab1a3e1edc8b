from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.orders.models import Order, ProductionStage
from portal.orders.production import AlreadyFurther, OrderCancelled, reach
from tests import make

TODAY = date(2026, 11, 23)


def done(order):
    return {step.stage: step.done_on for step in order.steps if step.done_on}


def test_reaching_a_stage_is_dated_and_recorded(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.FRAME)

    reach(order, ProductionStage.PAINT, on=TODAY, by=kim)

    assert order.stage is ProductionStage.PAINT
    assert done(order)[ProductionStage.PAINT] == TODAY
    entry = session.scalars(select(Entry)).one()
    assert (entry.actor, entry.sentence) == (kim, f"began to paint order {order.number}")


def test_saying_it_twice_changes_nothing(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.FRAME)

    for day in (TODAY, date(2026, 11, 30)):
        reach(order, ProductionStage.PAINT, on=day, by=kim)

    assert done(order)[ProductionStage.PAINT] == TODAY
    assert len(session.scalars(select(Entry)).all()) == 1


def test_stages_skipped_are_done_that_day(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.FRAME)

    reach(order, ProductionStage.READY, on=TODAY, by=kim)

    assert done(order)[ProductionStage.ASSEMBLY] == TODAY


def test_an_order_never_goes_back(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.PAINT)

    with pytest.raises(AlreadyFurther):
        reach(order, ProductionStage.FRAME, on=TODAY, by=kim)


def test_the_warranty_begins_with_delivery(ana, kim):
    order = make.order(of=ana, stage=ProductionStage.READY)

    reach(order, ProductionStage.DELIVERED, on=date(2028, 2, 29), by=kim)

    assert order.warranty_until == date(2030, 2, 28)


def test_a_cancelled_order_is_not_built(ana, kim):
    order = make.order(of=ana, cancelled_at=clock.now())

    with pytest.raises(OrderCancelled):
        reach(order, ProductionStage.READY, on=TODAY, by=kim)


def finish(order_id):
    reach(session.get_one(Order, order_id), ProductionStage.READY, on=TODAY, by=None)


def test_eight_at_once_finish_it_once(ana, race):
    order = make.order(of=ana)

    race(finish, 8, order.id)

    assert len(session.scalars(select(Entry)).all()) == 1
