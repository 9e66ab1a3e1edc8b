from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.history.models import Entry
from portal.orders.delays import AnsweredMeanwhile, agree, open_delay, remind
from portal.orders.models import Order, ProductionStage
from portal.orders.production import reach
from portal.orders.production_models import Delay, DelayState, Reason
from portal.orders.rescheduling import AlreadyDone, OutOfOrder, move, moves_of, steps_of
from portal.orders.standing import MovedMeanwhile
from tests import make

PAINT, ASSEMBLY, READY = (
    ProductionStage.PAINT,
    ProductionStage.ASSEMBLY,
    ProductionStage.READY,
)


def order_of(ana):
    """In frame; planned 7 days a stage from 9 Nov, ready on 7 Dec, promised for 21 Dec."""
    return make.order(of=ana, stage=ProductionStage.FRAME, placed_at=make.MONDAY - 14 * make.DAY)


def planned(order):
    return {step.stage: step.planned_on for step in steps_of(order)}


def test_a_moved_day_is_kept_with_who_and_why(ana, kim):
    order = order_of(ana)
    before = planned(order)[PAINT]

    move(order, PAINT, to=before + timedelta(2), reason=Reason.CAPACITY, words="Full.", by=kim)

    (moved,) = moves_of(order)
    assert (moved.stage, moved.from_on, moved.to_on) == (PAINT, before, before + timedelta(2))
    assert (moved.moved_by, moved.reason, moved.words) == (kim.name, Reason.CAPACITY, "Full.")
    assert "moved paint of order" in session.scalars(select(Entry)).one().sentence


def test_what_comes_after_moves_along_where_it_has_to(ana, kim):
    order = order_of(ana)
    before = planned(order)

    move(order, PAINT, to=before[ASSEMBLY] + timedelta(3), reason=Reason.PARTS, by=kim)

    after = planned(order)
    assert after[ASSEMBLY] == before[ASSEMBLY] + timedelta(3)
    assert after[READY] == before[READY]


def test_within_the_promise_the_customer_is_told_and_not_asked(ana, kim, mailbox):
    order = order_of(ana)
    to = planned(order)[READY] + timedelta(1)

    move(order, READY, to=to, reason=Reason.PARTS, by=kim)

    assert open_delay(order) is None
    assert [mail.subject for mail in mailbox.to("ana@example.com")] == [
        f"Your order {order.number} has another day"
    ]


def test_beyond_the_promise_the_customer_is_asked(ana, kim, mailbox):
    order = order_of(ana)
    to = order.promised_on + timedelta(9)

    move(order, READY, to=to, reason=Reason.PARTS, words="The fork is late.", by=kim)

    delay = open_delay(order)
    assert (delay.from_on, delay.to_on) == (order.promised_on, to)
    (mail,) = mailbox.to("ana@example.com")
    assert mail.subject == f"Can your order {order.number} come later?"
    assert f"/orders/{order.number}/delay?answer=agree" in mail.text
    assert order.promised_on == delay.from_on, "the promise stays until they agree"


def test_another_day_is_another_question(ana, kim):
    order = order_of(ana)
    for days in (5, 9):
        move(order, READY, to=order.promised_on + timedelta(days), reason=Reason.PARTS, by=kim)

    states = session.scalars(select(Delay.state).order_by(Delay.id)).all()
    assert states == [DelayState.WITHDRAWN, DelayState.ASKED]


def test_a_promise_that_can_be_kept_after_all_asks_nobody(ana, kim):
    order = order_of(ana)
    for days in (5, -1):
        move(order, READY, to=order.promised_on + timedelta(days), reason=Reason.PARTS, by=kim)

    assert open_delay(order) is None


def test_a_stage_is_not_planned_before_the_one_it_follows(ana, kim):
    order = order_of(ana)

    with pytest.raises(OutOfOrder):
        move(order, READY, to=planned(order)[PAINT] - timedelta(1), reason=Reason.PARTS, by=kim)


def test_what_is_done_is_not_planned(ana, kim):
    order = order_of(ana)

    with pytest.raises(AlreadyDone):
        move(order, ProductionStage.FRAME, to=date(2027, 1, 1), reason=Reason.PARTS, by=kim)


def test_whoever_saw_an_older_day_looks_again(ana, kim, lea):
    order = order_of(ana)
    seen = planned(order)[READY]
    move(order, READY, to=seen + timedelta(2), seen=seen, reason=Reason.PARTS, by=kim)

    with pytest.raises(MovedMeanwhile):
        move(order, READY, to=seen + timedelta(4), seen=seen, reason=Reason.PARTS, by=lea)


def test_agreeing_makes_the_new_day_the_promise(ana, kim):
    order, delay = delayed(ana, kim)

    for _ in range(2):
        agree(order, delay_id=delay.id, by=ana)

    assert order.promised_on == delay.to_on
    assert (delay.state, delay.answered_by) == (DelayState.AGREED, "Ana Ruiz")
    agreed = select(Entry).where(Entry.kind == "order.delay_agreed")
    assert session.scalars(agreed).one().actor == ana


def test_nobody_agrees_to_a_question_that_was_withdrawn(ana, kim):
    order, delay = delayed(ana, kim)
    move(order, READY, to=delay.to_on + timedelta(3), reason=Reason.PARTS, by=kim)

    with pytest.raises(AnsweredMeanwhile):
        agree(order, delay_id=delay.id, by=ana)

    assert order.promised_on == delay.from_on


def test_nobody_agrees_to_the_delay_of_another_order(ana, ben, kim):
    order, _ = delayed(ana, kim)
    _, bens = delayed(ben, kim)

    with pytest.raises(AnsweredMeanwhile):
        agree(order, delay_id=bens.id, by=ana)


def test_ready_in_time_after_all_needs_no_answer(ana, kim):
    order, _ = delayed(ana, kim)

    reach(order, READY, on=order.promised_on, by=kim)

    assert open_delay(order) is None


def test_who_has_not_answered_is_reminded_once(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY):
        delayed(ana, kim)
    for day in (2, 5, 6):
        with clock.stopped_at(make.MONDAY + day * make.DAY):
            remind()

    assert len(mailbox.to("ana@example.com")) == 2


def delayed(who, kim):
    order = order_of(who)
    to = order.promised_on + timedelta(9)
    move(order, READY, to=to, reason=Reason.PARTS, by=kim)
    return order, open_delay(order)


def push(order_id, days):
    order = session.get_one(Order, order_id)
    move(order, READY, to=order.promised_on + timedelta(days), reason=Reason.PARTS, by=None)


def test_six_who_move_it_at_once_ask_one_question(ana, race):
    order = order_of(ana)

    race(push, each=[(order.id, days) for days in range(1, 7)])

    assert len(session.scalars(select(Delay).where(Delay.ended_at.is_(None))).all()) == 1


def say_yes(order_id, delay_id, user_id):
    order = session.get_one(Order, order_id)
    agree(order, delay_id=delay_id, by=session.get_one(User, user_id))


def test_eight_clicks_agree_once(ana, kim, race):
    order, delay = delayed(ana, kim)

    race(say_yes, 8, order.id, delay.id, ana.id)

    agreed = select(Entry).where(Entry.kind == "order.delay_agreed")
    assert len(session.scalars(agreed).all()) == 1
