"""Saying yes and no: each choice is an event that stays."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.consent import wordings
from portal.consent.choices import (
    NotPermitted,
    Objected,
    give,
    stop_everything,
    take_back_stop,
    withdraw,
)
from portal.consent.models import Action, Basis, ConsentEvent, Forever, Purpose
from portal.consent.standing import standings
from portal.database import atomic, session
from portal.history.models import Entry
from tests import make

PLACE = "/privacy"


def point(user):
    return user.customer.contact_points[0]


def words(purpose, basis=Basis.CONSENT):
    return wordings.shown(wordings.current(purpose, basis), "en", "Marlow Cycles")


def say_yes(user, purpose=Purpose.NEWS):
    return give(point(user), purpose, shown=words(purpose), place=PLACE, by=user)


def events():
    return list(session.scalars(select(ConsentEvent).order_by(ConsentEvent.id)))


def is_on(user, purpose=Purpose.NEWS):
    return standings(point(user))[purpose].is_on


def test_nobody_who_said_nothing_said_yes(ana):
    assert not any(standing.is_on for standing in standings(point(ana)).values())


def test_a_yes_keeps_the_exact_words_and_how_it_was_made(ana):
    with clock.stopped_at(make.MONDAY):
        event = say_yes(ana)

    assert is_on(ana)
    assert event.wording.startswith("Marlow Cycles may send me news by e-mail")
    assert (event.wording_version, event.wording_language) == ("news 1", "en")
    assert (event.address, event.place, event.at) == ("ana@example.com", PLACE, make.MONDAY)
    assert (event.by_id, event.by_name, event.basis) == (ana.id, ana.name, Basis.CONSENT)
    entry = session.scalars(select(Entry).where(Entry.kind == "consent.given")).one()
    assert entry.sentence == "said yes to news at ana@example.com"
    assert entry.particulars["receipt"] == event.number


def test_saying_yes_twice_is_one_yes(ana):
    assert say_yes(ana).id == say_yes(ana).id
    assert len(events()) == 1


def test_no_counts_at_once_and_twice_is_one_no(ana):
    say_yes(ana)

    withdraw(point(ana), Purpose.NEWS, place=PLACE, by=ana)
    withdraw(point(ana), Purpose.NEWS, place=PLACE, by=ana)

    assert not is_on(ana)
    assert [event.action for event in events()] == [Action.GIVEN, Action.WITHDRAWN]


def test_yes_after_no_is_a_new_yes_on_the_words_of_that_day(ana):
    first = say_yes(ana)
    withdraw(point(ana), Purpose.NEWS, place=PLACE, by=ana)

    again = say_yes(ana)

    assert is_on(ana)
    assert again.id != first.id


def test_anas_choice_is_not_bens(ana, ben):
    say_yes(ana)

    assert not is_on(ben)


def test_news_never_stands_on_a_purchase(ana):
    with pytest.raises(NotPermitted):
        give(
            point(ana), Purpose.NEWS, shown=words(Purpose.NEWS), place="order", by=None,
            basis=Basis.SOFT_OPT_IN,
        )  # fmt: skip


def told_at_order(user):
    return give(
        point(user), Purpose.CHECK_INS, shown=words(Purpose.CHECK_INS, Basis.SOFT_OPT_IN),
        place="order", by=None, basis=Basis.SOFT_OPT_IN, evidence="M-20001",
    )  # fmt: skip


def test_who_ordered_and_was_told_gets_check_ins(ana):
    event = told_at_order(ana)

    assert is_on(ana, Purpose.CHECK_INS)
    assert (event.evidence, event.by_id) == ("M-20001", None)


def test_a_purchase_never_overrules_a_no(ana):
    withdraw(point(ana), Purpose.CHECK_INS, place=PLACE, by=ana)

    with pytest.raises(Objected):
        told_at_order(ana)

    assert not is_on(ana, Purpose.CHECK_INS)


def test_a_purchase_does_not_weaken_a_yes(ana):
    say_yes(ana, Purpose.CHECK_INS)

    assert told_at_order(ana).basis is Basis.CONSENT


def test_stopping_everything_is_a_no_to_what_was_never_asked_too(ana):
    say_yes(ana)

    stop_everything([point(ana)], place=PLACE, by=ana)

    standing = standings(point(ana))
    assert {each.choice.action for each in standing.values()} == {Action.WITHDRAWN}


def test_undo_brings_back_what_was_on_and_nothing_else(ana):
    say_yes(ana, Purpose.NEWS)
    say_yes(ana, Purpose.ADVICE)
    withdraw(point(ana), Purpose.ADVICE, place=PLACE, by=ana)
    stop_everything([point(ana)], place=PLACE, by=ana)

    take_back_stop([point(ana)], place=PLACE, by=ana)
    take_back_stop([point(ana)], place=PLACE, by=ana)

    assert [purpose for purpose in Purpose if is_on(ana, purpose)] == [Purpose.NEWS]
    assert sum(event.action is Action.GIVEN for event in events()) == 3


def test_a_choice_after_the_stop_is_not_undone(ana):
    say_yes(ana, Purpose.NEWS)
    stop_everything([point(ana)], place=PLACE, by=ana)
    say_yes(ana, Purpose.ADVICE)

    take_back_stop([point(ana)], place=PLACE, by=ana)

    assert [purpose for purpose in Purpose if is_on(ana, purpose)] == [Purpose.ADVICE]


def test_what_was_said_is_never_changed_or_deleted(ana):
    event = say_yes(ana)

    with pytest.raises(Forever), atomic():
        session.get_one(ConsentEvent, event.id).wording = "Something else"
    with pytest.raises(Forever), atomic():
        session.delete(session.get_one(ConsentEvent, event.id))

    assert events()[0].wording.startswith("Marlow Cycles may send me news")
