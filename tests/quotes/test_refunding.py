"""What was paid for an order that ends comes back, once, and somebody sees to it."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.orders.cancelling import cancel
from portal.orders.models import Order, ProductionStage
from portal.orders.production import reach
from portal.quotes import paying, refunding
from portal.quotes.changing import change, propose
from portal.quotes.models import PaymentState
from tests import make
from tests.quotes.offers import USUAL_PRICE, build
from tests.quotes.test_ordering import ordered


def paid(who, kim):
    order = ordered(who)
    paying.receive(order, paying.payments_of(order)[0].reference, by=kim)
    return order


def amounts(order):
    return [(each.what, each.amount_minor, each.state.value) for each in paying.payments_of(order)]


def test_what_was_paid_is_owed_back_with_a_day_and_a_mail(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY):
        order = paid(ana, kim)
        cancel(order, by=ana)

    assert amounts(order) == [("order", USUAL_PRICE, "paid"), ("refund", -USUAL_PRICE, "due")]
    ((refund, its, owner),) = refunding.owed()
    assert (its, owner) == (order, None)
    assert refund.due_on == make.MONDAY.date() + timedelta(days=14)
    told = [mail for mail in mailbox.to("ana@example.com") if "comes back" in mail.subject]
    assert len(told) == 1


def test_cancelling_twice_owes_it_once(ana, kim):
    order = paid(ana, kim)
    cancel(order, by=ana)
    cancel(order, by=ana)

    assert [what for what, _, _ in amounts(order)] == ["order", "refund"]


def test_the_fee_stays_here(ana, kim):
    order = paid(ana, kim)
    reach(order, ProductionStage.FRAME, on=clock.now().date(), by=kim)

    ended = cancel(order, by=ana)

    assert ended.fee_minor == USUAL_PRICE * 15 // 100
    assert amounts(order)[-1] == ("refund", ended.fee_minor - USUAL_PRICE, "due")


def test_what_was_never_paid_is_not_sent_back(ana, kim):
    order = ordered(ana)
    cancel(order, by=ana)

    assert amounts(order) == [("order", USUAL_PRICE, "void")]
    assert refunding.owed() == []


def test_staff_who_cancel_see_to_it_until_somebody_else_takes_it(ana, kim, lea):
    order = paid(ana, kim)
    cancel(order, words="We cannot build it.", by=kim)
    ((refund, _, owner),) = refunding.owed()
    assert owner == kim.name

    assert refunding.take(refund, by=lea)
    assert refunding.owed()[0][2] == lea.name


def test_sending_it_back_is_noted_once_and_stands_in_the_history(ana, kim):
    order = paid(ana, kim)
    cancel(order, by=ana)
    refund = paying.payments_of(order)[-1]

    assert paying.receive(order, refund.reference, by=kim)
    assert not paying.receive(order, refund.reference, by=kim)
    assert not refunding.take(refund, by=kim)

    assert (refund.state, refunding.owed()) == (PaymentState.PAID, [])
    assert refund.settled_at is not None
    kinds = [entry.kind for entry in session.scalars(select(Entry))]
    assert kinds.count("order.refund_owed") == kinds.count("order.refund_sent") == 1


def cancel_it(order_id):
    cancel(session.get_one(Order, order_id), by=None)


def test_eight_at_once_owe_it_once(ana, kim, race):
    order = paid(ana, kim)

    race(cancel_it, 8, order.id)

    session.expire_all()
    assert [what for what, _, _ in amounts(order)] == ["order", "refund"]


def test_the_customer_reads_when_and_the_desk_says_it_is_sent(ana, ben, kim, sign_in):
    order = paid(ana, kim)
    cancel(order, by=ana)
    assert "is on its way back, by" in sign_in(ana).visit(f"/orders/{order.number}").text
    assert sign_in(ana).visit("/desk/quotes/refunds").status in (403, 404)
    assert sign_in(ben).visit(f"/orders/{order.number}").status == 404

    page = sign_in(kim).visit("/desk/quotes").follow("Money we owe back 1")
    assert "Nobody yet" in page.text
    page = page.press("I see to it: " + paying.payments_of(order)[-1].reference)
    assert kim.name in page.text
    page = page.press("It is sent back: " + paying.payments_of(order)[-1].reference)
    assert "Nothing is owed" in page.text
    assert "Sent back" in sign_in(ana).visit(f"/orders/{order.number}").text


def test_a_cheaper_order_that_was_not_paid_yet_owes_nothing_until_it_is(ana, kim, sign_in):
    order = ordered(ana, build(ana, colour="petrol"))
    change(order, {"colour": ["ochre"]}, seen=propose(order, {"colour": ["ochre"]}).mark, by=ana)
    assert refunding.owed() == []
    assert "is on its way back" not in sign_in(ana).visit(f"/orders/{order.number}").text
    assert "It is sent back" not in sign_in(kim).visit(f"/orders/{order.number}").text

    paying.receive(order, paying.payments_of(order)[0].reference, by=kim)

    assert [refund.amount_minor for refund, _, _ in refunding.owed()] == [-5_000]
    assert "is on its way back" in sign_in(ana).visit(f"/orders/{order.number}").text


def test_an_invoice_is_nothing_that_somebody_sends_back(ana, kim, sign_in):
    invoice = paying.payments_of(ordered(ana))[0]

    browser = sign_in(kim)
    fields = {"csrf_token": browser.csrf_token, "reference": invoice.reference}

    answer = browser.post("/desk/quotes/refunds/take", fields)

    assert answer.status == 404
    assert invoice.owner_id is None
