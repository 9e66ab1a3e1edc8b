from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.building.models import Build
from portal.database import session
from portal.history.models import Entry
from portal.orders.models import Order
from portal.quotes.answering import Expired, accept, decline
from portal.quotes.asking import (
    MOST_OPEN,
    NotNow,
    SentOtherwise,
    TooManyQuotes,
    ask,
    ask_again,
    withdraw,
)
from portal.quotes.expiry import say_that_quotes_end_soon
from portal.quotes.figures import NotForSale
from portal.quotes.issuing import PriceChanged, TooGenerous, WithoutReason, figures_now, issue
from portal.quotes.models import OrderedBuild, Quote, QuoteState
from portal.quotes.policy import may_read, visible_to
from portal.quotes.replaying import replay_all
from tests import make
from tests.quotes.offers import DEARER, USUAL_PRICE, WITHOUT_OCHRE, build, offered


def asked(who, *, quantity=1, **more):
    return ask(build(who), quantity=quantity, words=more.pop("words", ""), by=who, **more)


def issued(who, kim, **more):
    return issue(asked(who), by=kim, **more)


def test_a_quote_goes_from_wish_to_order(ana, kim, mailbox):
    quote = asked(ana, quantity=3, words="We need them by May.")
    issue(quote, valid_days=10, note="With pleasure.", by=kim)

    order = accept(quote, name="Ana Ruiz", text="I accept it.", by=ana)

    assert order.price_minor == 3 * USUAL_PRICE == quote.total.minor
    assert (quote.state, quote.order_id) == (QuoteState.ACCEPTED, order.id)
    assert (quote.answer_name, quote.answer_text) == ("Ana Ruiz", "I accept it.")
    assert quote.answered_at
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["quote.asked", "quote.issued", "order.placed", "quote.accepted"]
    subjects = [mail.subject for mail in mailbox.to("ana@example.com")]
    assert subjects == [f"Your quote {quote.number}: Tourer", f"Your order {order.number}: Tourer"]


def test_accepting_twice_is_one_order(ana, kim):
    quote = issued(ana, kim)

    first = accept(quote, name="Ana", text="Yes.", by=ana)
    assert accept(quote, name="Ana", text="Yes.", by=ana) is first


def test_the_price_is_held_whatever_the_list_becomes(ana, kim):
    quote = issued(ana, kim)
    offered(DEARER)

    assert accept(quote, name="Ana", text="Yes.", by=ana).price_minor == USUAL_PRICE
    assert [problems for _, problems in replay_all()] == [[]]


def test_a_quote_is_issued_at_the_list_of_that_day(ana, kim):
    quote = asked(ana)
    offered(DEARER)

    assert issue(quote, by=kim).total.minor == USUAL_PRICE + 10_000


def test_whoever_saw_another_price_looks_again(ana, kim):
    quote = asked(ana)
    seen = figures_now(quote).mark
    offered(DEARER)

    with pytest.raises(PriceChanged):
        issue(quote, seen=seen, by=kim)


def test_a_quote_of_what_is_discontinued_cannot_be_issued(ana, kim):
    quote = asked(ana)
    offered(WITHOUT_OCHRE)

    with pytest.raises((NotForSale, ValueError)):
        issue(quote, by=kim)


def test_nobody_accepts_what_is_over(ana, kim):
    with clock.stopped_at(make.MONDAY):
        quote = issued(ana, kim, valid_days=7)
    with clock.stopped_at(make.MONDAY + timedelta(days=7)), pytest.raises(Expired):
        accept(quote, name="Ana", text="Yes.", by=ana)

    assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_a_fresh_one_has_the_price_of_that_day(ana, kim):
    with clock.stopped_at(make.MONDAY):
        quote = issued(ana, kim, valid_days=7)
        with pytest.raises(NotNow):
            ask_again(quote, by=ana)
    with clock.stopped_at(make.MONDAY + timedelta(days=8)):
        offered(DEARER)
        fresh = ask_again(quote, by=ana)
        assert ask_again(quote, by=ana) is fresh

    assert fresh.total.minor == USUAL_PRICE + 10_000


@pytest.mark.parametrize(("who", "percent"), [("kim", 5), ("lea", 15), ("adam", 25)])
def test_each_role_has_its_limit(request, ana, who, percent):
    by, quote = request.getfixturevalue(who), asked(ana)
    most = USUAL_PRICE * percent // 100

    for wrong in (most + 1, -1, 10**12):
        with pytest.raises(TooGenerous):
            issue(quote, discount_minor=wrong, discount_reason="Kind.", by=by)
    issue(quote, discount_minor=most, discount_reason="Loyal.", by=by)

    assert quote.total.minor == USUAL_PRICE - most


def test_a_discount_says_why(ana, kim):
    with pytest.raises(WithoutReason):
        issue(asked(ana), discount_minor=100, by=kim)


def test_a_discount_goes_along_into_the_order(ana, kim):
    quote = issued(ana, kim, discount_minor=1_500, discount_reason="A scratch")

    assert accept(quote, name="Ana", text="Yes.", by=ana).price_minor == USUAL_PRICE - 1_500


def test_declining_says_why_and_ends_it(ana, kim):
    quote = issued(ana, kim)

    for _ in range(2):
        decline(quote, reason="Too late for us.", by=ana)

    assert (quote.state, quote.answer_text) == (QuoteState.DECLINED, "Too late for us.")
    with pytest.raises(NotNow):
        accept(quote, name="Ana", text="Yes.", by=ana)


def test_a_wish_can_be_withdrawn_until_it_is_issued(ana, kim):
    quote = asked(ana)
    for _ in range(2):
        withdraw(quote, by=ana)

    with pytest.raises(NotNow):
        issue(quote, by=kim)
    with pytest.raises(NotNow):
        withdraw(issued(ana, kim), by=ana)


def test_two_clicks_ask_once_and_other_words_are_refused(ana):
    its = build(ana)

    first = ask(its, quantity=1, words="Soon.", once="one", by=ana)
    assert ask(its, quantity=1, words="Soon.", once="one", by=ana) is first
    with pytest.raises(SentOtherwise):
        ask(its, quantity=2, words="Soon.", once="one", by=ana)


def test_nobody_floods_the_desk(ana):
    its = build(ana)
    for _ in range(MOST_OPEN):
        ask(its, quantity=1, words="", by=ana)

    with pytest.raises(TooManyQuotes):
        ask(its, quantity=1, words="", by=ana)


def test_a_word_before_it_ends_once(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY):
        quote = issued(ana, kim, valid_days=14)
    for day in (11, 12.5, 13, 15):
        with clock.stopped_at(make.MONDAY + timedelta(days=day)):
            say_that_quotes_end_soon()

    subjects = [mail.subject for mail in mailbox.to("ana@example.com")]
    assert subjects[1:] == [f"Your quote {quote.number} ends soon"]


def test_the_database_and_python_agree_on_who_sees_what(ana, ben, maria, olaf, kim, mark):
    quotes = [asked(who) for who in (ana, ben, maria)]

    for user in (ana, ben, maria, olaf, kim, mark):
        by_sql = set(session.scalars(select(Quote).where(visible_to(user))))
        assert by_sql == {quote for quote in quotes if may_read(user, quote)}


def yes(quote_id, user_id):
    quote, who = session.get_one(Quote, quote_id), session.get_one(User, user_id)
    return accept(quote, name="Ana", text="Yes.", by=who).number


def no(quote_id, user_id):
    decline(session.get_one(Quote, quote_id), reason="No.", by=session.get_one(User, user_id))


def test_eight_who_accept_at_once_order_once(ana, kim, race):
    quote = issued(ana, kim)

    answers = race(yes, 8, quote.id, ana.id)

    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(OrderedBuild)) == 1


def give(quote_id, user_id):
    issue(session.get_one(Quote, quote_id), by=session.get_one(User, user_id))


def test_two_colleagues_issue_it_once(ana, kim, lea, race, mailbox):
    quote = asked(ana)

    race(give, each=[(quote.id, kim.id), (quote.id, lea.id)] * 2)

    assert len(mailbox.to("ana@example.com")) == 1


def ask_for(build_id, user_id):
    its, who = session.get_one(Build, build_id), session.get_one(User, user_id)
    return ask(its, quantity=1, words="", once="one", by=who).number


def test_eight_clicks_ask_once(ana, race):
    its = build(ana)

    assert len(set(race(ask_for, 8, its.id, ana.id))) == 1
