from datetime import date

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.orders.models import Order, ProductionStage
from portal.orders.production import reach
from portal.orders.production_models import OrderWait, Reason
from portal.orders.standing import NoLongerBuilt
from portal.orders.waiting import go_on, open_wait, wait
from portal.preferences.models import Notice
from tests import make

MONDAY = date(2026, 11, 30)


def test_an_order_that_waits_tells_its_customer_why(ana, kim, mailbox):
    order = make.order(of=ana)

    wait(order, reason=Reason.PARTS, words="The fork comes late.", expected_on=MONDAY, by=kim)

    (mail,) = mailbox.to("ana@example.com")
    assert mail.subject == f"Your order {order.number} waits: A part has not come yet"
    assert "The fork comes late." in mail.text
    assert "Mon 30 Nov" in mail.text
    assert session.scalars(select(Notice)).one().path == f"/orders/{order.number}"
    entry = session.scalars(select(Entry)).one()
    assert entry.sentence == f"let order {order.number} wait: a part is missing"


def test_the_same_reason_again_only_renews_what_is_expected(ana, kim, mailbox):
    order = make.order(of=ana)
    wait(order, reason=Reason.PARTS, by=kim)

    wait(order, reason=Reason.PARTS, words="On Monday.", expected_on=MONDAY, by=kim)

    assert len(mailbox.to("ana@example.com")) == 1
    assert open_wait(order).words == "On Monday."


def test_another_reason_ends_the_wait_before(ana, kim):
    order = make.order(of=ana)
    wait(order, reason=Reason.PARTS, by=kim)

    wait(order, reason=Reason.CAPACITY, by=kim)

    waits = session.scalars(select(OrderWait).order_by(OrderWait.id)).all()
    assert [bool(each.ended_at) for each in waits] == [True, False]


def test_reaching_the_next_stage_ends_the_wait(ana, kim):
    order = make.order(of=ana)
    wait(order, reason=Reason.PARTS, by=kim)

    reach(order, ProductionStage.ASSEMBLY, on=MONDAY, by=kim)

    assert open_wait(order) is None


def test_going_on_twice_is_recorded_once(ana, kim):
    order = make.order(of=ana)
    wait(order, reason=Reason.PARTS, by=kim)

    assert [go_on(order, by=kim), go_on(order, by=kim)] == [True, False]


@pytest.mark.parametrize("ended", ["delivered", "cancelled"])
def test_what_is_over_does_not_wait(ana, kim, ended):
    delivered = {"stage": ProductionStage.DELIVERED}
    columns = delivered if ended == "delivered" else {"cancelled_at": clock.now()}
    order = make.order(of=ana, **columns)

    with pytest.raises(NoLongerBuilt):
        wait(order, reason=Reason.PARTS, by=kim)


def let_it_wait(order_id, reason):
    wait(session.get_one(Order, order_id), reason=Reason(reason), by=None)


def test_of_two_who_say_it_waits_at_once_one_wait_is_open(ana, race):
    order = make.order(of=ana)

    race(let_it_wait, each=[(order.id, "parts"), (order.id, "capacity")] * 3)

    open_ = select(OrderWait).where(OrderWait.ended_at.is_(None))
    assert len(session.scalars(open_).all()) == 1
