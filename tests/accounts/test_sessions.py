"""How long a browser stays signed in, and what is swept afterwards."""

from datetime import timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts import jobs, links, roles, sessions
from portal.accounts.models import LinkPurpose, OneUseLink, SignIn
from portal.database import session
from tests import make


def is_in(browser):
    return browser.visit("/profile").h1 == "Your profile"


def test_a_customer_who_comes_by_stays_signed_in_for_two_months(ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        browser = sign_in(ana)
    for day in range(10, 60, 10):
        with clock.stopped_at(make.MONDAY + timedelta(days=day)):
            assert is_in(browser)
    with clock.stopped_at(make.MONDAY + timedelta(days=60)):
        assert not is_in(browser)


def test_who_stays_away_for_two_weeks_signs_in_again(ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        browser = sign_in(ana)
    with clock.stopped_at(make.MONDAY + timedelta(days=14)):
        assert not is_in(browser)


def test_staff_sign_in_each_morning(kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        browser = sign_in(kim)
    with clock.stopped_at(make.MONDAY + timedelta(hours=10)):
        assert is_in(browser)
    with clock.stopped_at(make.MONDAY + timedelta(hours=24)):
        assert not is_in(browser)


def test_what_is_over_is_forgotten(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        sign_in(ana)
        sign_in(kim)
        links.issue(LinkPurpose.SIGN_IN, address=ana.email)
    with clock.stopped_at(make.MONDAY + timedelta(days=2)):
        assert jobs.forget_what_is_over() == 2
        assert jobs.forget_what_is_over() == 0
        assert session.scalars(sa.select(SignIn.user_id)).all() == [ana.id]
        assert session.scalars(sa.select(OneUseLink)).all() == []


def test_a_secret_nobody_was_given_is_nobody(ana, app):
    for odd in ("", "x", "x" * 43, "ü"):
        assert sessions.user_of(odd) is None


def test_a_closed_account_is_not_entered(app, ana, adam):
    roles.end_access(ana, by=adam)

    with app.test_request_context(base_url="https://portal.example.com"):
        assert sessions.enter(ana) == "/sign-in"
    assert session.scalars(sa.select(SignIn)).all() == []
