"""How often, and not before when."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.consent.choices import withdraw
from portal.consent.models import ConsentEvent, Purpose
from portal.consent.pace import NotOn, cap, pause
from portal.consent.standing import may_send, standings
from portal.database import atomic, session
from portal.messages.suppressing import suppress
from tests import make
from tests.consent.test_choices import PLACE, point, say_yes

NEWS = Purpose.NEWS
MONTH = timedelta(days=30)


def verdict(user, at, *, sent=0, purpose=NEWS, address="ana@example.com"):
    return may_send(user.customer, address, purpose, at, sent_this_month=sent)


def test_a_pause_holds_until_its_day_and_then_ends_by_itself(ana):
    with clock.stopped_at(make.MONDAY):
        say_yes(ana)
        pause(point(ana), NEWS, until=make.MONDAY + MONTH, place=PLACE, by=ana)

    assert not verdict(ana, make.MONDAY).allowed
    assert verdict(ana, make.MONDAY).reason.startswith("paused until")
    assert verdict(ana, make.MONDAY + MONTH).allowed


def test_a_pause_can_be_ended(ana):
    with clock.stopped_at(make.MONDAY):
        say_yes(ana)
        pause(point(ana), NEWS, until=make.MONDAY + MONTH, place=PLACE, by=ana)
        pause(point(ana), NEWS, until=None, place=PLACE, by=ana)

        assert verdict(ana, make.MONDAY).allowed


def test_a_cap_lets_so_many_through_in_a_month(ana):
    say_yes(ana)
    cap(point(ana), NEWS, per_month=2, place=PLACE, by=ana)

    assert verdict(ana, make.MONDAY, sent=1).allowed
    assert verdict(ana, make.MONDAY, sent=2).reason == "wants at most 2 a month"


def test_the_same_pace_twice_is_written_once(ana):
    with clock.stopped_at(make.MONDAY):
        say_yes(ana)
        for _press in range(2):
            cap(point(ana), NEWS, per_month=2, place=PLACE, by=ana)
            pause(point(ana), NEWS, until=make.MONDAY + MONTH, place=PLACE, by=ana)

    assert session.scalar(select(func.count()).select_from(ConsentEvent)) == 3


def test_a_forged_cap_is_refused(ana):
    say_yes(ana)

    with pytest.raises(ValueError, match="no cap"):
        cap(point(ana), NEWS, per_month=1_000_000, place=PLACE, by=ana)


def test_there_is_nothing_to_slow_down_where_they_said_no(ana):
    say_yes(ana)
    withdraw(point(ana), NEWS, place=PLACE, by=ana)

    with pytest.raises(NotOn):
        pause(point(ana), NEWS, until=make.MONDAY + MONTH, place=PLACE, by=ana)


def test_no_and_yes_again_forget_neither_pause_nor_cap(ana):
    with clock.stopped_at(make.MONDAY):
        say_yes(ana)
        cap(point(ana), NEWS, per_month=1, place=PLACE, by=ana)
        pause(point(ana), NEWS, until=make.MONDAY + MONTH, place=PLACE, by=ana)
        withdraw(point(ana), NEWS, place=PLACE, by=ana)
        say_yes(ana)

    standing = standings(point(ana))[NEWS]
    assert (standing.per_month, standing.paused_until) == (1, make.MONDAY + MONTH)


def test_only_a_yes_at_this_address_for_this_purpose_lets_a_mail_go(ana, ben):
    say_yes(ana)

    assert verdict(ana, make.MONDAY).allowed
    assert verdict(ana, make.MONDAY, purpose=Purpose.OFFERS).reason == "never said yes"
    assert verdict(ben, make.MONDAY).reason == "not an address of this customer"
    assert verdict(ana, make.MONDAY, address="nobody@example.com").allowed is False


def test_no_yes_overrules_an_unconfirmed_or_suppressed_address(ana):
    say_yes(ana)
    with atomic():
        suppress("ana@example.com", reason="complaint")
    assert verdict(ana, make.MONDAY).reason == "suppressed: complaint"

    with atomic():
        point(ana).verified_at = None
    assert verdict(ana, make.MONDAY).reason == "nobody has confirmed the address"
