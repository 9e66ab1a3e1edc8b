from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.building.models import Build
from portal.building.publishing import withdraw
from portal.database import atomic, session
from portal.history.models import Entry
from portal.orders.cancelling import cancel
from portal.orders.models import Order, ProductionStage
from portal.orders.production import reach
from portal.quotes import paying
from portal.quotes.asking import SentOtherwise
from portal.quotes.figures import NotForSale, TooMuch, figures, standing
from portal.quotes.models import OrderedBuild, Payment, PaymentState
from portal.quotes.ordering import PriceChanged, order_now
from portal.quotes.replaying import replay, replay_all
from tests import make
from tests.quotes.offers import (
    CHEAPER,
    DEARER,
    SOURCE,
    USUAL_PRICE,
    WITHOUT_OCHRE,
    build,
    offered,
)


def mark(its, quantity=1):
    return standing(its, quantity).figures.mark


def ordered(who, its=None, *, quantity=1, once="one"):
    its = its or build(who)
    return order_now(its, quantity=quantity, seen=mark(its), once=once, by=who)


def test_an_order_keeps_what_it_is_made_of(ana):
    with clock.stopped_at(make.MONDAY):
        order = ordered(ana, quantity=2)

    made = session.scalars(select(OrderedBuild)).one()
    assert order.price_minor == 2 * USUAL_PRICE == made.total.minor
    assert order.promised_on == date(2026, 12, 21)
    assert order.build == "2 × Steel, Ochre, Derailleur, Bell"
    assert made.picks["frame"] == ["steel"]
    assert "!rack" in made.picks["extras"]
    assert (made.made_by, made.version_sha256) == (ana.name, made.version.sha256)


def test_whoever_orders_gets_the_whole_contract_by_mail(ana, mailbox):
    order = ordered(ana)

    (mail,) = mailbox.to("ana@example.com")
    assert mail.subject == f"Your order {order.number}: Tourer"
    for words in ("Frame: Steel", "Price with VAT: 1 015 €".replace(" ", "\u00a0", 0), "F-"):
        assert words.replace("\u00a0", " ") in mail.text.replace("\u00a0", " ")


def test_it_is_paid_by_invoice_without_any_card(ana):
    with clock.stopped_at(make.MONDAY):
        order = ordered(ana)

    (payment,) = paying.payments_of(order)
    assert (payment.way, payment.amount_minor) == ("invoice", USUAL_PRICE)
    assert payment.due_on == date(2026, 12, 7)


def test_another_way_to_pay_is_another_port(app, ana):
    class Later:
        name = "later"

        def terms(self):
            return "Later."

        def due_on(self, order):
            return order.promised_on

    app.extensions["portal_payments"] = Later()
    try:
        (payment,) = paying.payments_of(ordered(ana))
    finally:
        del app.extensions["portal_payments"]
    assert payment.way == "later"


def test_the_same_form_twice_is_one_order(ana):
    its = build(ana)

    assert ordered(ana, its) is ordered(ana, its)
    assert session.scalar(select(func.count()).select_from(Order)) == 1


def test_the_same_key_for_something_else_is_refused(ana):
    its = build(ana)
    ordered(ana, its)

    with pytest.raises(SentOtherwise):
        ordered(ana, its, quantity=2)


def test_bens_key_gives_ben_nothing_of_anas(ana, ben):
    its = build(ana)
    ordered(ana, its)

    with pytest.raises(SentOtherwise):
        ordered(ben, its)


@pytest.mark.parametrize(
    "seen", ["", "0", "x:1:20", "0.01", "000000000000:1:20", "000000000000:101500:20"]
)
def test_what_a_form_says_of_prices_is_never_used(ana, seen):
    with pytest.raises(PriceChanged):
        order_now(build(ana), quantity=1, seen=seen, once="one", by=ana)

    assert session.scalar(select(func.count()).select_from(Order)) == 0


@pytest.mark.parametrize("quantity", [0, -1, 100, 10**9, 2**31, -(2**63)])
def test_a_quantity_that_nobody_takes_is_refused(ana, quantity):
    its = build(ana)

    with pytest.raises(TooMuch):
        order_now(its, quantity=quantity, seen=mark(its), once="one", by=ana)


def test_a_total_beyond_what_can_be_kept_is_refused(ana):
    version = offered(DEARER.replace("price = 110000", "price = 99999999"))

    with pytest.raises(TooMuch):
        figures(version, build(ana, version).picks, 99)


def test_what_is_not_complete_is_not_sold(ana):
    version = offered()

    with pytest.raises(NotForSale):
        figures(version, [("frame", "steel")], 1)


def test_what_no_rule_allows_is_not_sold(ana):
    picks = [("frame", "steel"), ("colour", "raw"), ("gears", "chain")]

    with pytest.raises(NotForSale):
        figures(offered(), picks, 1)


def test_a_saved_build_keeps_its_price_for_thirty_days(ana):
    with clock.stopped_at(make.MONDAY):
        its = build(ana)
    with clock.stopped_at(make.MONDAY + timedelta(days=29)):
        offered(DEARER)
        assert standing(its).figures.unit.minor == USUAL_PRICE
    with clock.stopped_at(make.MONDAY + timedelta(days=31)):
        later = standing(its)
        assert later.figures.unit.minor == USUAL_PRICE + 10_000
        assert later.price_was.minor == USUAL_PRICE


def test_a_list_that_fell_is_for_everybody(ana):
    its = build(ana)
    offered(CHEAPER)

    assert standing(its).figures.unit.minor == USUAL_PRICE - 10_000


def test_what_is_discontinued_is_not_ordered_and_the_nearest_is_named(ana):
    its = build(ana)
    seen = mark(its)
    offered(WITHOUT_OCHRE)

    found = standing(its)
    assert found.figures is None
    assert found.since.gone
    assert found.since.now.is_valid
    with pytest.raises(NotForSale):
        order_now(its, quantity=1, seen=seen, once="one", by=ana)


def test_a_model_that_is_withdrawn_sells_nothing(ana):
    its = build(ana)
    withdraw(its.version, by=None)

    assert standing(its).figures is None


def test_every_order_comes_out_the_same_when_it_is_computed_again(ana, ben):
    for number, who in enumerate((ana, ben, ana)):
        ordered(who, build(who, gears="hub" if number else "chain"), once=f"{number}")
    offered(DEARER)

    assert [problems for _, problems in replay_all()] == [[], [], []]


def test_a_tampered_order_is_found(ana):
    order = ordered(ana)
    made = session.scalars(select(OrderedBuild)).one()

    with atomic():
        made.unit_minor = 1

    assert [each.number for each in replay(made)] == [order.number]


def test_what_has_come_is_noted_once(ana, kim):
    order = ordered(ana)
    (payment,) = paying.payments_of(order)

    answers = [paying.receive(order, payment.reference, by=kim) for _ in range(2)]

    assert (answers, payment.state) == ([True, False], PaymentState.PAID)
    assert not paying.receive(order, "F-1-1", by=kim)
    assert session.scalars(select(Entry.kind).where(Entry.kind == "order.paid")).all()


def test_cancelling_leaves_only_the_fee_due(ana):
    order = ordered(ana)
    free = cancel(order, by=ana)

    states = [(each.what, each.state) for each in paying.payments_of(order)]
    assert (free.fee_minor, states) == (0, [("order", PaymentState.VOID)])


def test_a_late_cancellation_asks_for_its_fee(ana, kim):
    order = ordered(ana)
    reach(order, ProductionStage.FRAME, on=clock.now().date(), by=kim)
    cancel(order, by=ana)

    due = select(Payment).where(Payment.state == PaymentState.DUE)
    assert session.scalars(due).one().amount_minor == USUAL_PRICE * 15 // 100


def click(build_id, seen, user_id):
    its, who = session.get_one(Build, build_id), session.get_one(User, user_id)
    return order_now(its, quantity=1, seen=seen, once="the same", by=who).number


def test_eight_processes_with_one_click_order_once(ana, race, mailbox):
    its = build(ana)

    answers = race(click, 8, its.id, mark(its), ana.id)

    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(Order)) == 1
    assert session.scalar(select(func.count()).select_from(Payment)) == 1
    assert len(mailbox.to("ana@example.com")) == 1


def test_a_model_that_only_names_its_stages_keeps_their_usual_lengths(ana):
    with clock.stopped_at(make.MONDAY):
        usual = ordered(ana)
        named = SOURCE + '[[stages]]\nid = "paint"\nlabel = "Colouring"\n'
        order = ordered(ana, build(ana, offered(named)), once="two")

    assert order.own_stages["paint"]["label"] == "Colouring"
    assert [each.planned_on for each in order.steps] == [each.planned_on for each in usual.steps]
