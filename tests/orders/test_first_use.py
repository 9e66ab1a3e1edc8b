"""The first use of what was ordered: said once, and never before it was delivered."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import session
from portal.orders.first_use import NotUsable, use_first
from portal.orders.models import Order
from portal.orders.use_models import FirstUse, Told
from tests import make
from tests.followups.making import DELIVERED_ON, delivered

TODAY = DELIVERED_ON + timedelta(days=9)


def use(order_id, on):
    order = session.get_one(Order, order_id)
    return use_first(order, on=on, today=TODAY, via=Told.SYSTEM, by=None).used_on


@pytest.mark.parametrize(
    ("on", "why"),
    [(TODAY + timedelta(days=1), "future"), (DELIVERED_ON - timedelta(days=1), "early")],
)
def test_a_day_on_which_it_cannot_have_been_is_refused(ana, on, why):
    order = delivered(ana)

    with pytest.raises(NotUsable, match=why):
        use(order.id, on)


def test_what_is_being_built_is_not_in_use(ana):
    with pytest.raises(NotUsable, match="not delivered"):
        use(make.order(of=ana).id, TODAY)


def test_the_first_word_counts_of_four_at_once(ana, race):
    order = delivered(ana)
    days = [DELIVERED_ON + timedelta(days=each) for each in range(4)]

    answers = race(use, each=[(order.id, day) for day in days])

    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(FirstUse)) == 1


def test_its_owner_says_so_on_their_products(ana, ben, sign_in):
    order = delivered(ana)
    with clock.stopped_at(make.MONDAY.replace(year=2026, month=11, day=23)):
        page = sign_in(ana).visit("/products").follow("I use it now: City 8, " + order.number)
        page = page.fill(on="2026-11-20").press("Say so")

        assert page.flashes == ["In use since Fri 20 Nov"]
        assert session.get_one(FirstUse, order.id).used_on == date(2026, 11, 20)
        assert sign_in(ben).visit(f"/orders/{order.number}/first-use").status == 404


def test_a_day_to_come_is_said_beside_the_field(ana, sign_in):
    order = delivered(ana)
    page = sign_in(ana).visit(f"/orders/{order.number}/first-use")

    page = page.fill(on="2031-01-01").press("Say so")

    assert (page.status, page.errors) == (422, ["Choose today, or a day before"])
