from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.orders.cancelling import cancellation_of
from portal.orders.delays import open_delay
from portal.orders.models import ProductionStage
from portal.orders.production import finish_part, reach
from portal.orders.production_models import Delay, Reason
from portal.orders.rescheduling import move
from portal.orders.waiting import wait
from tests import make

READY = ProductionStage.READY


def forged(browser, path, fields):
    """Send what no form of ours sends."""
    sent = {"csrf_token": browser.csrf_token} | fields
    return browser.post(path, sent, Referer=browser.base_url)


def delayed(who, kim, days=9):
    order = make.order(of=who)
    to = order.promised_on + timedelta(days)
    move(order, READY, to=to, reason=Reason.PARTS, words="The fork is late.", by=kim)
    return order


def test_a_later_day_is_the_first_thing_home_asks(ana, kim, sign_in):
    order = delayed(ana, kim)

    page = sign_in(ana).visit("/").follow("Decide")

    assert page.url.endswith(f"/orders/{order.number}/delay")
    assert "The fork is late." in page.text
    assert "A part has not come yet." in page.text


def test_agreeing_on_the_page_makes_it_the_promise(ana, kim, sign_in):
    order = delayed(ana, kim)
    to = open_delay(order).to_on

    page = sign_in(ana).visit(f"/orders/{order.number}/delay")
    page = page.fill(answer="agree").press("Send my answer")

    assert page.flashes[0].startswith("Agreed. Your order is promised for")
    assert "agreed on" in page.text
    session.refresh(order)
    assert order.promised_on == to


def test_a_link_from_a_mail_only_chooses_the_answer(ana, kim, mailbox, sign_in):
    order = delayed(ana, kim)
    links = [link for link in mailbox.links("ana@example.com") if "answer=agree" in link]

    page = sign_in(ana).visit(links[0].partition("example.com")[2])

    assert page.value("answer") == "agree"
    assert open_delay(order) is not None


def test_no_answer_says_that_one_is_missing(ana, kim, sign_in):
    order = delayed(ana, kim)

    page = sign_in(ana).visit(f"/orders/{order.number}/delay").press("Send my answer")

    assert (page.status, page.errors) == (422, ["Choose an answer"])


def test_whoever_would_rather_cancel_is_asked_once_more_and_pays_nothing(ana, kim, sign_in):
    order = delayed(ana, kim)

    page = sign_in(ana).visit(f"/orders/{order.number}/delay").fill(answer="cancel")
    page = page.press("Send my answer")

    assert page.h1 == f"Cancel order {order.number}?"
    assert "because we cannot keep the day we promised" in page.text
    page = page.press("Cancel the order")
    assert page.flashes == [f"Order {order.number} is cancelled"]
    assert "It cost nothing." in page.text


def test_a_question_opens_a_concern_about_the_order(ana, kim, sign_in):
    order = delayed(ana, kim)

    page = sign_in(ana).visit(f"/orders/{order.number}/delay").fill(answer="ask")
    page = page.press("Send my answer")

    assert page.value("order") == order.number
    assert page.value("subject") == f"About the new day of order {order.number}"
    assert open_delay(order) is not None


def test_a_stale_tab_agrees_to_nothing(ana, kim, sign_in):
    order = delayed(ana, kim)
    page = sign_in(ana).visit(f"/orders/{order.number}/delay").fill(answer="agree")
    move(order, READY, to=order.promised_on + timedelta(30), reason=Reason.PARTS, by=kim)

    page = page.press("Send my answer")

    assert page.status == 409
    assert open_delay(order) is not None


@pytest.mark.parametrize("delay", ["0", "-1", "2147483648", "99999999999999999999", "1.5", "x", ""])
def test_a_forged_delay_agrees_to_nothing(ana, kim, sign_in, delay):
    order = delayed(ana, kim)

    page = forged(
        sign_in(ana), f"/orders/{order.number}/delay", {"answer": "agree", "delay": delay}
    )

    assert page.status in (409, 422)
    assert session.scalars(select(Delay)).one().ended_at is None


def test_ben_answers_nothing_for_ana(ana, ben, kim, sign_in):
    order = delayed(ana, kim)
    ids = str(open_delay(order).id)
    browser = sign_in(ben)

    for path in ("delay", "cancel"):
        assert browser.visit(f"/orders/{order.number}/{path}").status == 404
        page = forged(browser, f"/orders/{order.number}/{path}", {"answer": "agree", "delay": ids})
        assert page.status == 404
    assert cancellation_of(order) is None


def test_cancelling_shows_the_fee_and_why(ana, sign_in):
    order = make.order(of=ana, price_minor=200_000)

    page = sign_in(ana).visit(f"/orders/{order.number}").follow("Cancel the order")

    assert "Production has started, so 35% of the price is due." in page.text
    assert "700" in page.text


def test_the_fee_in_the_form_is_not_believed(ana, sign_in):
    order = make.order(of=ana, price_minor=200_000)

    for seen in ("0", "1", "-70000", "", "70001", "1e9"):
        page = forged(sign_in(ana), f"/orders/{order.number}/cancel", {"seen": seen})
        assert page.status == 409
    assert cancellation_of(order) is None


def test_what_was_typed_is_kept_when_the_fee_has_changed(ana, kim, sign_in):
    order = make.order(of=ana, stage=ProductionStage.ORDERED)
    page = sign_in(ana).visit(f"/orders/{order.number}/cancel")
    reach(order, ProductionStage.FRAME, on=date(2026, 11, 23), by=kim)

    page = page.fill(words="We move abroad.").press("Cancel the order")

    assert page.status == 409
    assert page.value("words") == "We move abroad."
    page = page.press("Cancel the order")
    assert page.flashes == [f"Order {order.number} is cancelled"]
    assert cancellation_of(order).words == "We move abroad."


def test_a_delivered_order_leads_back_to_its_page(ana, sign_in):
    order = make.order(of=ana, stage=ProductionStage.DELIVERED)

    page = sign_in(ana).visit(f"/orders/{order.number}/cancel")

    assert page.flashes == [f"Order {order.number} cannot be cancelled any more"]


def test_the_order_says_why_it_waits_and_what_is_done(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        order = make.order(of=ana)
        wait(order, reason=Reason.CAPACITY, expected_on=date(2026, 11, 30), by=kim)
        finish_part(order, "primed", on=date(2026, 11, 23), by=kim)
        page = sign_in(ana).visit(f"/orders/{order.number}")
        home = sign_in(ana).visit("/")

    assert "The workshop is full." in page.text
    assert "we expect to go on Mon 30 Nov" in page.text
    assert page.all('//ul[@class="parts"]/li')[0].text.startswith("Primed")
    assert "The workshop is full" in home.text


def test_moved_days_stand_with_the_days_they_were(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        order = delayed(ana, kim)
        page = sign_in(ana).visit(f"/orders/{order.number}")

    assert "Can it come on Wed 30 Dec?" in page.text
    assert "first Mon 7 Dec" in page.text
    assert f"A part has not come yet: The fork is late. · {kim.name}" in page.text
