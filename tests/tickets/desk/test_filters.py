"""What narrows the queue, one parameter of the address each."""

from datetime import timedelta

import pytest

from portal import clock
from portal.tickets import tagging
from portal.tickets.filters import read
from portal.tickets.models import Origin, Priority, TicketState
from portal.tickets.queue import Queue, View, count_each
from tests import make


def found(me, sort="", **chosen):
    rows = Queue(me=me, view=View.ALL, filters=read(chosen)[0], sort=sort).rows()
    return {row.subject for row in rows}


@pytest.fixture
def two(ana, ben, kim, app):
    order = make.order(of=ana)
    one = make.ticket(by=ana, order=order, assignee=kim, priority=Priority.HIGH, subject="one")
    tagging.tag(one, word="brakes", by=kim)
    make.ticket(by=ben, answered_by=kim, subject="other")
    return one


def test_every_filter_keeps_what_it_says(two, kim):
    for chosen in (
        {"priority": "high"}, {"assignee": "me"}, {"assignee": str(kim.id)}, {"tag": "Brakes "},
        {"order": two.order.number}, {"product": two.order.product}, {"state": two.state.value},
        {"due": "today", "priority": "high"} if two.due_at < clock.now() else {"tag": "brakes"},
    ):  # fmt: skip
        assert found(kim, **chosen) == {"one"}, chosen
    assert found(kim, assignee="none") == {"other"}
    assert found(kim, kind=two.kind.value, origin=two.origin.value) >= {"one"}
    assert found(kim, priority="high", assignee="none") == set()
    assert found(kim, language="en") == {"one", "other"}
    assert found(kim, language="de") == set()
    assert found(kim, origin=Origin.MAIL.value) == set()


def test_late_soon_and_today_are_moments_of_the_promise(ana, kim):
    with clock.stopped_at(make.MONDAY):
        for subject, hours in (("late", -2), ("soon", 1), ("tonight", 5), ("later", 48)):
            at = clock.now() + timedelta(hours=hours) - timedelta(days=1)
            make.ticket(by=ana, at=at, subject=subject)

        assert found(kim, due="late") == {"late"}
        assert found(kim, due="soon") == {"late", "soon"}
        assert found(kim, due="today") >= {"late", "soon"}
        assert "later" not in found(kim, due="today")


def test_what_means_nothing_is_named_and_left_out():
    chosen, unknown = read(
        {"state": "gone", "assignee": "99999999999", "order": "x", "tag": "brakes", "other": "1"}
    )

    assert chosen == {"tag": "brakes"}
    assert unknown == ["Status: gone", "Assigned to: 99999999999", "Order: x"]


def test_another_order_pages_on_by_the_same_key(ana, kim, monkeypatch):
    monkeypatch.setattr("portal.tickets.queue.PAGE", 1)
    for hours in (1, 2, 3):
        make.ticket(by=ana, at=clock.now() - timedelta(hours=hours), subject=f"{hours}")
    for sort, wanted in (("longest", ["3", "2", "1"]), ("latest", ["1", "2", "3"])):
        seen, after = [], None
        for _ in range(3):
            queue = Queue(me=kim, view=View.ALL, sort=sort, after=after)
            row = queue.rows()[0]
            seen.append(row.subject)
            after = queue.place_of(row)
        assert seen == wanted


def test_views_are_counted_in_one_question(two, kim):
    queues = [
        Queue(me=kim, view=View.ALL, filters={"tag": "brakes"}),
        Queue(me=kim, view=View.ALL),
        Queue(me=kim, view=View.MINE),
    ]

    assert list(count_each(queues)) == [1, 2, 1]


def test_fresh_counts_what_was_said_since(two, ana, kim):
    queue = Queue(me=kim, view=View.ALL)

    assert queue.fresh(clock.now() - timedelta(days=40), most=1) == 1
    assert queue.fresh(clock.now() + timedelta(hours=1), most=9) == 0
    assert len(queue.ids(most=9)) == 2
    assert Queue(me=kim, view=View.ALL, filters={"state": TicketState.SOLVED.value}).rows() == []
