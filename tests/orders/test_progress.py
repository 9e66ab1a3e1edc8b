from datetime import UTC, date, datetime

import pytest

from portal.orders import progress
from portal.orders.models import Order, OrderStep, ProductionStage

TODAY = date(2026, 11, 23)
STAGES = list(ProductionStage)


def an_order(stage, *, promised_on=date(2026, 12, 11), cancelled_at=None):
    order = Order(product="Tourer", stage=stage, promised_on=promised_on, cancelled_at=cancelled_at)
    order.steps = [
        OrderStep(stage=each, planned_on=date(2026, 11, 2 + 5 * number), done_on=None)
        for number, each in enumerate(STAGES)
    ]
    return order


def states(order):
    return [step.state for step in progress.steps(order, TODAY, "en_GB")]


def test_what_is_behind_is_done_and_what_is_ahead_is_to_do():
    assert states(an_order(ProductionStage.PAINT)) == ["done", "done", "now"] + ["todo"] * 3


def test_what_is_ready_waits_for_the_customer():
    assert states(an_order(ProductionStage.READY))[4] == "turn"


def test_what_was_delivered_is_done():
    assert set(states(an_order(ProductionStage.DELIVERED))) == {"done"}


def test_nothing_goes_on_with_a_cancelled_order():
    cancelled = an_order(ProductionStage.PAINT, cancelled_at=datetime(2026, 11, 20, tzinfo=UTC))

    assert "now" not in states(cancelled)


def test_days_are_short_and_tell_another_year():
    order = an_order(ProductionStage.PAINT)
    order.steps[0].done_on = date(2025, 10, 28)

    whens = [step.when for step in progress.steps(order, TODAY, "en_GB")]

    assert whens[:2] == ["28 Oct 2025", "7 Nov"]


@pytest.mark.parametrize(
    ("stage", "promised_on", "late"),
    [
        (ProductionStage.PAINT, date(2026, 11, 22), True),
        (ProductionStage.PAINT, TODAY, False),
        (ProductionStage.READY, date(2026, 11, 22), False),
        (ProductionStage.DELIVERED, date(2026, 11, 22), False),
    ],
)
def test_late_is_what_should_be_ready_and_is_not(stage, promised_on, late):
    assert progress.is_late(an_order(stage, promised_on=promised_on), TODAY) is late


def test_the_greeting_says_how_the_order_stands():
    paint = an_order(ProductionStage.PAINT)
    late = an_order(ProductionStage.PAINT, promised_on=date(2026, 11, 22))
    ready = an_order(ProductionStage.READY)

    assert progress.status(paint, TODAY) == "Your Tourer is on time: in paint now."
    assert progress.status(late, TODAY) == "Your Tourer is late: in paint now."
    assert progress.status(ready, TODAY) == "Your Tourer is ready for you."
