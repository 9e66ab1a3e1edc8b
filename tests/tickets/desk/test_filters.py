"""What narrows the queue, one parameter of the address each."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import atomic, session
from portal.orders.customer_stages import Stage, stage_of
from portal.orders.models import ProductionStage
from portal.tickets import tagging
from portal.tickets.filters import read
from portal.tickets.forecast_models import TicketForecast
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


def test_opened_and_solved_between_two_days_of_the_company(ana, kim):
    """Half past midnight in Amsterdam is the day before in UTC."""
    midnight = make.MONDAY.replace(hour=23, minute=30) - make.DAY
    make.ticket(by=ana, at=midnight, subject="monday", state=TicketState.SOLVED)
    make.ticket(by=ana, at=midnight - timedelta(hours=1), subject="sunday")
    make.ticket(by=ana, at=midnight + make.DAY, subject="tuesday")

    assert found(kim, opened_from="2026-11-23") == {"monday", "tuesday"}
    assert found(kim, opened_to="2026-11-23") == {"sunday", "monday"}
    assert found(kim, opened_from="2026-11-23", opened_to="2026-11-23") == {"monday"}
    assert found(kim, solved_from="2026-11-23", solved_to="2026-11-23") == {"monday"}
    assert found(kim, solved_to="2026-11-22") == set()
    assert found(kim, opened_from="2026-11-24", opened_to="2026-11-20") == set()


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "２０２６-11-23", "2026-11-23T00"],
)
def test_a_day_that_is_none_is_named_and_left_out(text):
    chosen, unknown = read({"opened_from": text, "solved_to": text})

    assert chosen == {}
    assert unknown == [f"Opened from: {text}", f"Solved to: {text}"]


def test_what_is_narrowed_to_days_comes_in_their_order_and_pages_on(ana, kim, monkeypatch, sign_in):
    monkeypatch.setattr("portal.tickets.queue.PAGE", 1)
    monkeypatch.setattr("portal.tickets.desk.PAGE", 1)
    for hours in (1, 2, 3):
        at = make.MONDAY + timedelta(hours=hours)
        make.ticket(by=ana, at=at, subject=f"{hours}", state=TicketState.SOLVED)
    for filters in ("opened_from=2026-11-23&opened_to=2026-11-23", "solved_from=2026-11-23"):
        page, seen = sign_in(kim).visit(f"/desk?{filters}"), []
        for _ in range(3):
            seen += [each.text for each in page.by_class("qrow__sub")]
            page = page.follow("Next page") if len(seen) < 3 else page
        assert seen == ["3", "2", "1"]


@atomic()
def forecast(ticket):
    session.add(TicketForecast(ticket_id=ticket.id, due_at=ticket.due_at))


def test_late_yes_no_and_as_it_looks(ana, kim):
    with clock.stopped_at(make.MONDAY):
        make.ticket(by=ana, at=make.MONDAY - 2 * make.DAY, subject="late")
        looks_late = make.ticket(by=ana, at=make.MONDAY, subject="will be late")
        make.ticket(by=ana, at=make.MONDAY, subject="in time")
        make.ticket(by=ana, at=make.MONDAY, subject="waits", answered_by=kim)
        forecast(looks_late)

        assert found(kim, late="yes") == {"late"}
        assert found(kim, late="forecast") == {"will be late"}
        assert found(kim, late="no") == {"will be late", "in time", "waits"}


def test_where_their_customers_stand(ana, ben, kim):
    made = {Stage.NONE: [], Stage.WAITING: [ProductionStage.PAINT]}
    made[Stage.OWNER] = [ProductionStage.DELIVERED, ProductionStage.PAINT]
    made[Stage.RETURNING] = [ProductionStage.DELIVERED] * 2
    for stage, orders in made.items():
        person = make.user(f"{stage.value.title()} Person")
        placed = [make.order(of=person, stage=each) for each in orders]
        make.ticket(by=person, subject=stage.value)
        assert stage_of(placed) is stage
    cancelled = make.user("Sorry Person")
    make.order(of=cancelled, stage=ProductionStage.DELIVERED, cancelled_at=clock.now())
    make.ticket(by=cancelled, subject="cancelled")

    for stage in Stage:
        more = {"cancelled"} if stage is Stage.NONE else set()
        assert found(kim, stage=stage.value) == {stage.value} | more


def test_the_panel_offers_them_and_a_saved_view_keeps_them(ana, kim, sign_in):
    make.ticket(by=ana, at=make.MONDAY, subject="this one")
    kept = "opened_from=2026-11-23&late=yes&stage=none&from=check-ins"
    page = sign_in(kim).visit(f"/desk?{kept}")

    assert page.by_class("qrow") == []
    for chip in ("Began with: A check-in", "Customer: Has bought nothing yet", "Late: Late now"):
        assert chip in page.text
    assert page.value("opened_from") == "2026-11-23"

    page = page.fill(name="What came of check-ins").press("Save view")

    assert page.h1 == "What came of check-ins"
    assert all(part in page.url for part in kept.split("&"))
