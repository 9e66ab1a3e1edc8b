import time

import pytest
from sqlalchemy import func, select

from portal.database import session
from portal.history.models import Entry
from portal.messages.models import Message
from portal.orders.models import Order, ProductionStage
from portal.orders.waiting import open_wait
from portal.production.importing import MOST_ROWS, Unreadable, take_over, text_of, try_out
from portal.production.models import MOST_BYTES
from tests import make


def test_trying_out_says_what_happens_and_keeps_nothing(ana, kim):
    order = make.order(of=ana)

    trial = try_out(f"order,stage\n{order.number},assembly\n", by=kim)

    assert [line.does for line in trial.lines] == ["reaches assembly"]
    session.expire_all()
    assert session.get_one(Order, order.id).stage is ProductionStage.PAINT
    assert session.scalar(select(func.count()).select_from(Entry)) == 0
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_taking_over_does_it(ana, kim, mailbox):
    one, other, third = (make.order(of=ana) for _ in range(3))
    rows = [
        "order;stage;on;part;waiting;words;expected_on",
        f"{one.number};ready;2026-11-20;;;;",
        f"{other.number};;;primed;;;",
        f"{third.number};;;;parts;The fork is late;2026-11-30",
    ]

    trial = take_over("\r\n".join(rows), by=kim)

    assert trial.is_sound
    session.expire_all()
    assert one.stage is ProductionStage.READY
    assert open_wait(third).words == "The fork is late"
    assert len(mailbox.to("ana@example.com")) == 2


def test_one_wrong_row_keeps_all_out(ana, kim):
    order = make.order(of=ana)

    trial = take_over(f"order,stage\n{order.number},ready\nM-1,ready\n", by=kim)

    assert [(line.number, line.wrong) for line in trial.wrong] == [(3, "There is no such order")]
    session.expire_all()
    assert order.stage is ProductionStage.PAINT


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("{},lacquer,,,", "There is no stage “lacquer”: ordered, frame, paint, assembly, ready, "
         "delivered"),
        ("{},frame,,,", "The order is further already"),
        ("{},ready,23-11-2026,,", "“23-11-2026” is no day like 2026-11-23"),
        ("{},ready,9999-01-01,,", "Give a day in this century"),
        ("{},,,packed,", "“packed” is no part of its stage"),
        ("{},,,nothing,", "“nothing” is no part of its stage"),
        ("{},,,,", "The row says nothing: give a stage, a part or why it waits"),
        ("=M-1+1,ready,,,", "There is no such order"),
        ("M-99999999999999999999,ready,,,", "There is no such order"),
        ("-1,ready,,,", "There is no such order"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(ana, kim, row, wrong):
    order = make.order(of=ana)

    trial = try_out("order,stage,on,part,waiting\n" + row.format(order.number), by=kim)

    assert [line.wrong for line in trial.lines] == [wrong]


@pytest.mark.parametrize(
    "text",
    ["", "order", "order\n\n", "stage,on\nready,\n", "order,colour\nM-1,red\n",
     "order,order\nM-1,M-2\n", 'order,stage\n"M-1', "order\0,stage\nM-1,ready",
     "order\n" + "M-1\n" * (MOST_ROWS + 1)],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_or_named(kim, text):
    try:
        assert not try_out(text, by=kim).is_sound
    except Unreadable as error:
        assert str(error)


def test_a_file_of_another_kind_is_refused(app):
    for raw in (make.PNG, b"\xff\xfeo\x00", b"x" * (MOST_BYTES + 1)):
        with pytest.raises(Unreadable):
            text_of(raw)


def test_rows_build_on_each_other(ana, kim):
    order = make.order(of=ana)
    rows = f"order,stage,part\n{order.number},,primed\n{order.number},assembly,\n"
    rows += f"{order.number},,built\n{order.number},ready,\n"

    assert take_over(rows, by=kim).is_sound
    session.expire_all()
    assert order.stage is ProductionStage.READY


def test_a_row_may_be_sent_again(ana, kim):
    order = make.order(of=ana)
    for _ in range(2):
        trial = take_over(f"order,stage\n{order.number},ready", by=kim)

    assert [line.does for line in trial.lines] == ["is in ready already"]


def take_rows(text):
    return take_over(text, by=None).is_sound


def test_the_same_file_twice_at_once_tells_nobody_twice(ana, race, mailbox):
    order = make.order(of=ana)

    race(take_rows, 4, f"order,stage\n{order.number},ready")

    assert len(mailbox.to("ana@example.com")) == 1


def test_two_hundred_rows_that_all_tell_somebody_are_tried_out_in_time(ana, kim):
    orders = [make.order(of=ana) for _ in range(200)]
    rows = "order,stage\n" + "\n".join(f"{order.number},ready" for order in orders)

    begun = time.monotonic()
    assert try_out(rows, by=kim).is_sound
    assert time.monotonic() - begun < 60
