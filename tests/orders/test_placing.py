from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.money import Money
from portal.orders.models import ProductionStage
from portal.orders.placing import PromisedInThePast, place, plan
from tests import make


def an_order(by, **more):
    terms = {
        "product": "Tourer",
        "build": "Ochre, drop bar",
        "price": Money(364_000),
        "promised_on": date(2026, 12, 11),
    }
    return place(customer=by.customer, by=by, **(terms | more))


def test_an_order_has_a_number_a_price_and_a_planned_day_for_each_stage(ana):
    with clock.stopped_at(make.MONDAY):
        order = an_order(ana)

    assert order.number == "M-20001"
    assert order.price == Money(364_000, "EUR")
    assert [step.stage for step in order.steps] == list(ProductionStage)
    assert (order.steps[0].done_on, order.steps[1].done_on) == (date(2026, 11, 23), None)


def test_ordering_is_in_the_history(ana):
    with clock.stopped_at(make.MONDAY):
        order = an_order(ana)

    entry = session.scalars(select(Entry)).one()
    assert (entry.kind, entry.actor, entry.about) == ("order.placed", ana, f"order:{order.id}")
    assert entry.sentence == "placed order M-20001: Tourer"


def test_nobody_promises_a_day_that_is_over(ana):
    with pytest.raises(PromisedInThePast):
        an_order(ana, promised_on=clock.now().date() - timedelta(days=1))


def test_the_plan_ends_on_the_promised_day():
    steps = plan(date(2026, 11, 2), date(2026, 12, 11))

    assert [step.planned_on for step in steps] == sorted(step.planned_on for step in steps)
    assert steps[0].planned_on == date(2026, 11, 2)
    assert steps[-1].planned_on == date(2026, 12, 11)
