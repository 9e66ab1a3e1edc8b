from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.building.publishing import withdraw
from portal.database import session
from portal.orders.models import Order
from portal.quotes.asking import ask
from portal.quotes.issuing import issue
from portal.quotes.models import Quote, QuoteState
from portal.tickets.models import Ticket
from tests import make
from tests.quotes.offers import DEARER, USUAL_PRICE, WITHOUT_OCHRE, build, offered

WIDE_ONE = "\N{FULLWIDTH DIGIT ONE}"
NO_QUANTITIES = ["-1", "0", "1e9", "2147483648", WIDE_ONE, "NaN", "1.5", "", "100", " ", "0x1"]


def forged(browser, path, fields):
    """Send what no form of ours sends."""
    sent = {"csrf_token": browser.csrf_token} | fields
    return browser.post(path, sent, Referer=browser.base_url)


def asked(who, **more):
    return ask(build(who), quantity=1, words=more.pop("words", ""), by=who, **more)


def issued(who, kim, **more):
    return issue(asked(who), by=kim, **more)


def orders():
    return session.scalar(select(func.count()).select_from(Order))


def test_from_a_build_to_an_order(ana, sign_in):
    its = build(ana)

    page = sign_in(ana).visit(f"/builds/{its.code}").follow("Order it")
    assert "1\N{NO-BREAK SPACE}015\N{NO-BREAK SPACE}€" in page.html
    assert "You get an invoice and pay within 14 days." in page.text
    page = page.press("Order and pay by invoice")

    order = session.scalars(select(Order)).one()
    assert page.flashes == [f"Ordered: {order.number}. We have written to you"]
    assert page.url.endswith(f"/orders/{order.number}")
    assert "Invoice F-20001-1" in page.text.replace("\u2011", "-")


def test_back_and_once_more_is_still_one_order(ana, sign_in):
    page = sign_in(ana).visit(f"/builds/{build(ana).code}/order")

    first = page.press("Order and pay by invoice")
    again = page.press("Order and pay by invoice")

    assert first.url == again.url
    assert orders() == 1


@pytest.mark.parametrize("quantity", NO_QUANTITIES)
def test_a_quantity_that_is_none_orders_nothing(ana, sign_in, quantity):
    page = sign_in(ana).visit(f"/builds/{build(ana).code}/order")

    page = page.fill(quantity=quantity).press("Order and pay by invoice")

    assert (page.status, page.errors) == (422, ["Give a number from 1 to 99"])
    assert orders() == 0
    assert page.browser.visit(f"{page.url}?quantity={quantity.strip()}").status in (200, 422)


def test_how_many_are_shown_before_they_are_ordered(ana, sign_in):
    page = sign_in(ana).visit(f"/builds/{build(ana).code}/order").fill(quantity="3")

    page = page.press("Show price")

    assert "3\N{NO-BREAK SPACE}045\N{NO-BREAK SPACE}€" in page.html
    page.press("Order and pay by invoice")
    assert session.scalars(select(Order)).one().price_minor == 3 * USUAL_PRICE


@pytest.mark.parametrize(
    "extra",
    [{"price": "0.01"}, {"seen": "0"}, {"price_id": "7", "unit_minor": "1"}, {"version": "1"},
     {"currency": "IDR"}, {"discount": "99999"}],
)  # fmt: skip
def test_a_price_in_the_form_buys_nothing(ana, sign_in, extra):
    its = build(ana)

    fields = {"once": "k", "quantity": "1", "seen": "x:1:1"} | extra
    page = forged(sign_in(ana), f"/builds/{its.code}/order", fields)

    assert page.status == 409
    assert "The price or the day is another one now" in page.text
    assert orders() == 0


def test_a_tab_from_before_the_list_changed_shows_the_difference(ana, sign_in):
    with clock.stopped_at(make.MONDAY - timedelta(days=40)):
        its = build(ana)
    with clock.stopped_at(make.MONDAY):
        page = sign_in(ana).visit(f"/builds/{its.code}/order")
        offered(DEARER)

        page = page.press("Order and pay by invoice")

        assert page.status == 409
        assert "It cost" in page.text
        assert orders() == 0
        page = page.press("Order and pay by invoice")
    assert session.scalars(select(Order)).one().price_minor == USUAL_PRICE + 10_000


def test_what_is_gone_is_named_with_the_nearest(ana, sign_in):
    its = build(ana)
    page = sign_in(ana).visit(f"/builds/{its.code}/order")
    offered(WITHOUT_OCHRE)

    page = page.press("Order and pay by invoice")

    assert page.status == 409
    assert "No longer offered: Ochre." in page.text.replace("Colour: ", "")
    assert "Order and pay by invoice" not in page.buttons()
    assert page.follow("Go on with the nearest").status == 200


def test_a_model_that_is_withdrawn_is_not_sold(ana, sign_in):
    its = build(ana)
    withdraw(its.version, by=None)

    page = sign_in(ana).visit(f"/builds/{its.code}/order")
    assert "It cannot be ordered as it is" in page.text
    assert sign_in(ana).visit(f"/builds/{its.code}").status == 200


def test_a_visitor_signs_in_first_and_comes_back(ana, visitor):
    its = build(ana)

    page = visitor.visit(f"/builds/{its.code}/order")

    assert page.url.endswith("/sign-in")


def test_staff_order_nothing(ana, kim, sign_in):
    assert sign_in(kim).visit(f"/builds/{build(ana).code}/order").status in (403, 404)


def test_asking_for_a_quote(ana, sign_in):
    its = build(ana)

    page = sign_in(ana).visit(f"/builds/{its.code}").follow("Ask for a quote")
    page = page.fill(quantity="2", words="By May.").press("Ask for the quote")

    quote = session.scalars(select(Quote)).one()
    assert page.flashes == [f"We prepare quote {quote.number} and write to you"]
    assert (quote.quantity, quote.words) == (2, "By May.")
    assert "By May." in page.text


def test_what_was_typed_is_kept(ana, sign_in):
    page = sign_in(ana).visit(f"/builds/{build(ana).code}/quote")

    page = page.fill(quantity="no", words="By May.").press("Ask for the quote")

    assert page.status == 422
    assert page.value("words") == "By May."


def test_the_desk_issues_it_with_a_discount(ana, kim, sign_in):
    quote = asked(ana, words="By May.")

    page = sign_in(kim).visit("/desk/quotes").follow(f"Tourer for {ana.customer.name}")
    assert "By May." in page.text
    page = page.fill(
        discount="25,50", discount_reason="Loyal", valid_days="10", note="With pleasure."
    ).press("Issue the quote")

    assert page.flashes == [f"{quote.number} is issued"]
    session.refresh(quote)
    assert (quote.total.minor, quote.state) == (USUAL_PRICE - 2_550, QuoteState.ISSUED)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"discount": "abc"}, "Give an amount like 120 or 49.50"),
        ({"discount": "-5"}, "Give an amount like 120 or 49.50"),
        ({"discount": "1.234"}, "Give an amount like 120 or 49.50"),
        ({"discount": "99999999"}, "Give an amount like 120 or 49.50"),
        ({"discount": "500", "discount_reason": "Big"}, "You can give 50.75 at most"),
        ({"discount": "5"}, "Say why there is a discount"),
        ({"valid_days": "0"}, "Give a number of days from 1 to 90"),
        ({"valid_days": "1000000000"}, "Give a number of days from 1 to 90"),
    ],
)
def test_what_is_wrong_with_an_offer_is_said(ana, kim, sign_in, said, error):
    quote = asked(ana)

    page = sign_in(kim).visit(f"/desk/quotes/{quote.number}").fill(**said, note="Kept.")
    page = page.press("Issue the quote")

    assert page.status == 422
    assert error in page.errors
    assert page.value("note") == "Kept."


def test_a_colleague_was_faster(ana, kim, lea, sign_in):
    quote = asked(ana)
    page = sign_in(kim).visit(f"/desk/quotes/{quote.number}")
    issue(quote, by=lea)

    page = page.press("Issue the quote")

    assert page.status == 409
    assert "Somebody has issued it already" in page.text


def test_home_asks_for_the_answer_and_accepting_orders(ana, kim, sign_in):
    quote = issued(ana, kim)

    page = sign_in(ana).visit("/").follow("Look at it")
    page = page.fill(your_name="Ana R.", agree=True).press("Accept and order")

    order = session.scalars(select(Order)).one()
    assert page.flashes == [f"Ordered: {order.number}. We have written to you"]
    session.refresh(quote)
    assert quote.answer_name == "Ana R."
    assert quote.answer_text.startswith(f"I accept quote {quote.number} and order 1 × Tourer for")


def test_accepting_needs_a_name_and_a_tick(ana, kim, sign_in):
    quote = issued(ana, kim)

    page = sign_in(ana).visit(f"/quotes/{quote.number}").fill(your_name="")
    page = page.press("Accept and order")

    assert (page.status, page.errors) == (
        422,
        ["Write your name", "Tick that you accept the quote"],
    )
    assert orders() == 0


def test_an_expired_quote_offers_a_fresh_one(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        quote = issued(ana, kim, valid_days=3)
        stale = sign_in(ana).visit(f"/quotes/{quote.number}").fill(agree=True)
    with clock.stopped_at(make.MONDAY + timedelta(days=4)):
        page = stale.press("Accept and order")
        assert page.status == 409
        assert "Its time is over: nothing was ordered" in page.text
        page = page.press("Ask for a fresh one")

    fresh = session.scalars(select(Quote).where(Quote.follows_id == quote.id)).one()
    assert page.flashes == [f"Asked for: {fresh.number}"]
    assert orders() == 0


def test_declining_says_why(ana, kim, sign_in):
    quote = issued(ana, kim)

    page = sign_in(ana).visit(f"/quotes/{quote.number}").press("Decline the quote")
    assert (page.status, page.errors) == (422, ["Say in a few words why not"])
    page = page.fill(reason="Too dear.").press("Decline the quote")

    assert page.flashes == ["Declined. Thank you for telling us why"]
    assert "Too dear." in page.text


def test_a_question_opens_a_concern_with_the_quote(ana, kim, sign_in):
    quote = issued(ana, kim)

    page = sign_in(ana).visit(f"/quotes/{quote.number}")
    page = page.fill(your_question="Does it fit a child seat?").press("Send my question")

    ticket = session.scalars(select(Ticket)).one()
    assert page.flashes == [f"We have your question: {ticket.number}"]
    assert f"{quote.number}.pdf" in page.text


def test_the_pdf_holds_every_line(ana, kim, sign_in):
    quote = issued(ana, kim, discount_minor=1_500, discount_reason="Łódź trip", note="Köszönöm.")

    page = sign_in(ana).visit(f"/quotes/{quote.number}/quote.pdf")

    assert page.headers["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")
    assert quote.number in page.headers["Content-Disposition"]
    assert len(page.content) < 200_000


def test_ben_sees_and_does_nothing_with_anas_quote(ana, ben, kim, sign_in):
    quote = issued(ana, kim)
    browser = sign_in(ben)

    for path in ("", "/quote.pdf"):
        assert browser.visit(f"/quotes/{quote.number}{path}").status == 404
    for act in ("accept", "decline", "question", "withdraw", "fresh"):
        fields = {"name": "Ben", "agree": "y", "reason": "No", "body": "Hi", "once": "k"}
        assert forged(browser, f"/quotes/{quote.number}/{act}", fields).status == 404
    assert quote.number not in browser.visit("/quotes").text


@pytest.mark.parametrize("number", ["Q-0", "Q-99999999999", "Q--1", "x", "M-5001", "%00"])
def test_a_number_that_is_none_is_not_there(ana, sign_in, number):
    assert sign_in(ana).visit(f"/quotes/{number}").status == 404


def test_staff_answer_for_nobody(ana, kim, sign_in):
    quote = issued(ana, kim)

    page = forged(sign_in(kim), f"/quotes/{quote.number}/accept", {"name": "Kim", "agree": "y"})

    assert page.status in (403, 404)
    assert "Accept and order" not in sign_in(kim).visit(f"/quotes/{quote.number}").buttons()


def test_the_list_narrows_to_what_waits(ana, kim, sign_in):
    first, second = issued(ana, kim), asked(ana)

    page = sign_in(ana).visit("/quotes?show=open")
    assert first.number in page.text.replace("\u2011", "-")
    assert second.number not in page.text.replace("\u2011", "-")
