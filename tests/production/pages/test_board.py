from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.database import atomic, current_database, session
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.production import reach
from portal.orders.production_models import Reason
from portal.orders.rescheduling import move
from portal.orders.waiting import wait
from tests import make

BOARD = "/desk/production"


def forged(browser, path, fields):
    """Send what no form of ours sends."""
    sent = {"csrf_token": browser.csrf_token} | fields
    return browser.post(path, sent, Referer=browser.base_url)


def column(page, stage):
    path = f'//section[@aria-labelledby="column-{stage}"]//li'
    return [card.text for card in page.all(path)]


def test_every_order_stands_in_the_column_of_its_stage(ana, kim, sign_in):
    paint = make.order(of=ana)
    ready = make.order(of=ana, stage=ProductionStage.READY)

    page = sign_in(kim).visit(BOARD)

    assert paint.number in column(page, "paint")[0]
    assert ready.number in column(page, "ready")[0]
    assert column(page, "frame") == []


def test_what_was_cancelled_or_delivered_long_ago_is_not_on_it(ana, kim, sign_in):
    gone = make.order(of=ana, cancelled_at=clock.now())
    old = make.order(of=ana, stage=ProductionStage.DELIVERED,
                     placed_at=clock.now() - timedelta(days=300))  # fmt: skip

    page = sign_in(kim).visit(BOARD)

    assert gone.number not in page.text
    assert old.number not in page.text


def test_a_card_moves_to_the_next_column(ana, kim, sign_in):
    order = make.order(of=ana)

    page = sign_in(kim).visit(f"{BOARD}?q={order.number}").press("Assembly")

    assert page.flashes == [f"{order.number} is in Assembly"]
    assert order.number in column(page, "assembly")[0]
    assert page.url.endswith(f"?q={order.number}")


def test_of_two_who_move_a_card_the_second_looks_again(ana, kim, lea, sign_in):
    order = make.order(of=ana)
    page = sign_in(kim).visit(f"{BOARD}/{order.number}")
    reach(order, ProductionStage.ASSEMBLY, on=date(2026, 11, 23), by=lea)

    page = page.fill(stage="ready").press("It is there")

    assert page.status == 409
    assert "Somebody has moved it since you looked" in page.text
    session.refresh(order)
    assert order.stage is ProductionStage.ASSEMBLY


def test_both_moving_it_to_the_same_column_is_fine(ana, kim, lea, sign_in):
    order = make.order(of=ana)
    page = sign_in(kim).visit(BOARD)
    reach(order, ProductionStage.ASSEMBLY, on=date(2026, 11, 23), by=lea)

    assert page.press("Assembly").status == 200


@pytest.mark.parametrize(
    "said",
    [{}, {"stage": "ready"}, {"stage": "moon", "seen": "paint"}, {"stage": "ready", "seen": "x"}],
)
def test_a_forged_move_moves_nothing(ana, kim, sign_in, said):
    order = make.order(of=ana)

    assert forged(sign_in(kim), f"{BOARD}/{order.number}/stage", said).status == 422
    assert forged(sign_in(kim), f"{BOARD}/{order.number}/reached", said).status == 422


def test_an_order_never_goes_back(ana, kim, sign_in):
    order = make.order(of=ana)

    page = forged(
        sign_in(kim), f"{BOARD}/{order.number}/stage", {"stage": "frame", "seen": "paint"}
    )

    assert page.status == 409
    assert "never goes back" in page.text


def test_filters_show_what_is_late_waits_or_is_asked(ana, kim, sign_in):
    late = make.order(of=ana, placed_at=clock.now() - timedelta(days=90))
    waiting, asked = make.order(of=ana), make.order(of=ana)
    wait(waiting, reason=Reason.PARTS, by=kim)
    to = asked.promised_on + timedelta(9)
    move(asked, ProductionStage.READY, to=to, reason=Reason.PARTS, by=kim)
    browser = sign_in(kim)

    for show, order in (("late", late), ("waiting", waiting), ("consent", asked)):
        page = browser.visit(f"{BOARD}?show={show}")
        numbers = {each.number for each in (late, waiting, asked) if each.number in page.text}
        assert numbers == {order.number}


def test_a_long_column_goes_on_page_by_page(ana, kim, sign_in):
    orders = {make.order(of=ana).number for _ in range(30)}

    page = sign_in(kim).visit(BOARD)
    first = column(page, "paint")
    page = page.follow("More")
    second = column(page, "paint")

    assert (len(first), len(second)) == (25, 5)
    shown = {number for number in orders for card in first + second if number in card}
    assert shown == orders


@pytest.mark.parametrize(
    "address", ["?after=x&stage=paint", "?after=2026-13-40.1&stage=paint", "?stage=moon&show=x",
                "?after=2026-11-23.99999999999&stage=paint", "?q=%00%ff", "?q=" + "x" * 3000],
)  # fmt: skip
def test_a_forged_address_is_a_board_all_the_same(ana, kim, sign_in, address):
    make.order(of=ana)

    assert sign_in(kim).visit(BOARD + address).status == 200


def test_the_file_and_the_paper_hold_what_is_found(ana, kim, sign_in):
    order = make.order(of=ana, build="=cmd|' /C calc'!A0")
    browser = sign_in(kim)

    written = browser.visit(f"{BOARD}?format=csv").content.decode()
    assert order.number in written
    assert "'=cmd" in written
    assert order.number in browser.visit(f"{BOARD}?format=print").text


def test_a_thousand_orders_cost_no_more_questions_than_ten(ana, kim, sign_in):
    browser = sign_in(kim)
    for _ in range(10):
        make.order(of=ana)
    few = questions(lambda: browser.visit(BOARD))
    add_orders(ana, 1000)

    page = browser.visit(BOARD)
    many = questions(lambda: browser.visit(BOARD))

    assert many <= few + 1
    assert len(column(page, "paint")) == 25
    assert "500+" in page.text


def questions(ask):
    """How many statements `ask` sends."""
    count = [0]

    def seen(*_):
        count[0] += 1

    engine = current_database().read
    sa.event.listen(engine, "before_cursor_execute", seen)
    try:
        ask()
    finally:
        sa.event.remove(engine, "before_cursor_execute", seen)
    return count[0]


def add_orders(who, number):
    first = make.order(of=who)
    with atomic():
        columns = {"customer_id": who.customer_id, "product": "City 8", "build": "green",
                   "stage": "paint", "placed_at": first.placed_at, "currency": "EUR",
                   "promised_on": first.promised_on, "price_minor": 1}  # fmt: skip
        ids = range(first.id + 1, first.id + 1 + number)
        session.execute(sa.insert(Order), [columns | {"id": each} for each in ids])
        steps = [
            {"order_id": each, "stage": stage.value, "planned_on": first.promised_on,
             "done_on": None}
            for each in ids
            for stage in ProductionStage
        ]  # fmt: skip
        session.execute(sa.insert(OrderStep), steps)


def test_the_board_is_the_desks(ana, mark, sign_in):
    order = make.order(of=ana)

    for path in (BOARD, f"{BOARD}/{order.number}", f"{BOARD}/import"):
        assert sign_in(ana).visit(path).status == 404
        assert sign_in(mark).visit(path).status == 403
