"""Choosing on the privacy page what may be sent."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.consent.models import ConsentEvent, Purpose
from portal.consent.standing import standings
from portal.database import atomic, session
from tests import make
from tests.consent.test_choices import point, say_yes
from tests.rig.browserless import both_ways

PAGE = "/privacy"


def post(browser, path, fields):
    """A form that somebody wrote themselves."""
    return browser.post(f"{PAGE}{path}", {"csrf_token": browser.csrf_token} | fields)


def is_on(user, purpose=Purpose.NEWS):
    session.commit()
    session.expire_all()
    return standings(point(user))[purpose].is_on


def written():
    return session.scalar(select(func.count()).select_from(ConsentEvent))


def as_sent(purpose, choice, wording=None):
    """What the switch posts, from somebody who writes the form themselves."""
    return {
        "purpose": purpose,
        "choice": choice,
        "wording": wording if wording is not None else f"{purpose.replace('_', '-')} 1/en",
        "address": "",
    }


@both_ways
def test_a_switch_says_yes_and_a_receipt_is_there(ana, sign_in, htmx):
    page = sign_in(ana).visit(PAGE)

    page = page.press("Off", htmx=htmx, within="purpose-news")

    assert page.status == 200
    assert is_on(ana)
    assert "You said yes on" in page.text
    assert "R-3001" in page.text


@both_ways
def test_the_switch_says_no_again(ana, sign_in, htmx):
    say_yes(ana)

    page = sign_in(ana).visit(PAGE).press("On", htmx=htmx, within="purpose-news")

    assert not is_on(ana)
    assert "You said no on" in page.text


def test_the_wording_stands_beside_the_switch_before_anybody_says_yes(ana, sign_in):
    page = sign_in(ana).visit(PAGE)

    assert "may send me news by e-mail to this address" in page.by_id("purpose-news").text


def test_pressing_twice_from_an_old_tab_is_one_choice(ana, sign_in):
    browser = sign_in(ana)
    old_tab, page = browser.visit(PAGE), browser.visit(PAGE)

    page.press("Off", within="purpose-news")
    old_tab.press("Off", within="purpose-news")

    assert is_on(ana)
    assert written() == 1


@both_ways
def test_everything_stops_in_one_press_and_undo_brings_it_back(ana, sign_in, htmx):
    say_yes(ana, Purpose.NEWS)
    say_yes(ana, Purpose.ADVICE)

    page = sign_in(ana).visit(PAGE).press("Stop everything", htmx=htmx)
    assert not is_on(ana) and not is_on(ana, Purpose.ADVICE)
    assert "You said no to everything" in page.text

    page = page.press("Undo", htmx=htmx, within="choices")
    assert is_on(ana) and is_on(ana, Purpose.ADVICE)
    assert "You said no to everything" not in page.by_id("choices").text


@both_ways
def test_a_pause_and_a_cap_are_saved_and_shown(ana, sign_in, htmx):
    with clock.stopped_at(make.MONDAY):
        say_yes(ana)
        page = sign_in(ana).visit(PAGE)
        until = (make.MONDAY + timedelta(days=30)).date()

        page = page.fill(per_month="2", until=str(until)).press(
            "Save", htmx=htmx, within="purpose-news"
        )

        assert "Paused until" in page.by_id("purpose-news").text
        assert "At most 2 a month" in page.by_id("purpose-news").text
        standing = standings(point(ana))[Purpose.NEWS]
        assert standing.per_month == 2
        # Midnight in Amsterdam.
        assert standing.paused_until.hour == 23

        page = page.press("End the pause", htmx=htmx, within="purpose-news")
        assert "Paused until" not in page.by_id("purpose-news").text
        assert "At most 2 a month" in page.by_id("purpose-news").text


@both_ways
@pytest.mark.parametrize("until", ["2020-01-01", "9999-12-31", "31 12 2026"])
def test_a_pause_that_cannot_be_says_so_beside_the_field(ana, sign_in, htmx, until):
    say_yes(ana)

    page = sign_in(ana).visit(PAGE).fill(per_month="2", until=until)
    page = page.press("Save", htmx=htmx, within="purpose-news")

    assert page.status == 422
    assert len(page.errors) == 1
    assert page.by_id("until-news")["value"] == until
    assert page.by_id("per_month-news").all(".//option[@selected]")[0]["value"] == "2"
    assert written() == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"per_month": "1000000"},
        {"per_month": "-1"},
        {"per_month": "1", "purpose": "weather"},
        {"per_month": "1", "purpose": ""},
        {"per_month": "1", "until": "\x00"},
        {"per_month": "1", "purpose": "advice"},
    ],
)
def test_a_forged_pace_changes_nothing(ana, sign_in, forged):
    say_yes(ana)

    page = post(sign_in(ana), "/pace", {"purpose": "news", "until": ""} | forged)

    assert page.status == 422
    assert written() == 1


@pytest.mark.parametrize(
    ("purpose", "choice", "wording"),
    [
        ("weather", "yes", None),
        ("", "yes", None),
        ("news", "perhaps", None),
        ("news", "", None),
        ("news", "yes", ""),
        ("news", "yes", "news 0/en"),
        ("news", "yes", "offers 1/en"),
        ("news", "yes", "news 1/tlh"),
        ("news", "yes", "news 1"),
    ],
)
def test_a_forged_choice_changes_nothing(ana, sign_in, purpose, choice, wording):
    page = post(sign_in(ana), "/choose", as_sent(purpose, choice, wording))

    assert page.status == 422
    assert "There is a problem" in page.text
    assert written() == 0


def test_ben_cannot_choose_for_anas_address(ana, ben, sign_in):
    forged = as_sent("news", "yes") | {"address": str(point(ana).id)}

    assert post(sign_in(ben), "/choose", forged).status == 404
    assert written() == 0


def test_the_other_address_of_somebody_is_chosen_for_alone(ana, sign_in):
    with atomic():
        other = make.contact_point(ana.customer, "ana@work.example.com", verified=True)
        other.user_id = ana.id
    page = sign_in(ana).visit(PAGE).follow("ana@work.example.com")

    page = page.press("Off", within="purpose-news")

    assert "ana@work.example.com" in page.by_id("choices").text
    assert standings(other)[Purpose.NEWS].is_on
    assert not is_on(ana)


def test_somebody_without_a_confirmed_address_has_nothing_to_choose(ana, sign_in):
    with atomic():
        point(ana).verified_at = None

    page = sign_in(ana).visit(PAGE)

    assert "None of your addresses is confirmed" in page.text
    assert not page.has_id("purpose-news")
    assert post(sign_in(ana), "/choose", as_sent("news", "yes")).status == 404


def test_staff_have_no_privacy_page_here(kim, sign_in):
    assert sign_in(kim).visit(PAGE).status == 404
