"""Staff show a second thing: at the first sign-in they set it up, afterwards it is asked."""

import pyotp
import pytest
import sqlalchemy as sa

from portal import clock
from portal.access import Role
from portal.accounts import roles, second_factor
from portal.accounts.models import SignIn, User
from portal.database import session
from tests import make
from tests.rig.browserless import Browser

KIM = "kim@marlow.example.com"


def sign_in_form(browser, password=make.PASSWORD):
    page = browser.visit("/sign-in").fill(email=KIM, password=password)
    return page.press("Sign in")


def code_of(user, steps=0):
    secret = session.get_one(User, user.id).totp_secret
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=steps)


def is_in(browser):
    return browser.visit("/profile").h1 == "Your profile"


@pytest.fixture
def codes(kim):
    """Kim set her authenticator up a minute ago."""
    second_factor.prepare(kim)
    return second_factor.confirm(kim, code_of(kim, -1))


def test_the_first_sign_in_sets_it_up(kim, visitor):
    page = sign_in_form(visitor)
    assert page.h1 == "Set up your authenticator"
    assert not is_in(visitor)

    page = visitor.visit("/profile/authenticator")
    page = page.fill(code=code_of(kim)).press("Confirm")

    assert page.h1 == "Your recovery codes"
    assert len(page.by_class("codes")[0].all("li")) == 10
    assert is_in(visitor)


def test_the_picture_is_only_for_who_is_setting_it_up(kim, visitor, app):
    sign_in_form(visitor)
    page = visitor.visit("/profile/authenticator")
    picture = visitor.visit(page.all('//img[starts-with(@alt, "QR")]')[0]["src"])

    assert picture.headers["Content-Type"].startswith("image/svg+xml")
    assert picture.headers["Cache-Control"] == "no-store"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert b"<path" in picture.content
    assert Browser(app).visit("/profile/authenticator.svg").status == 404
    assert Browser(app).visit("/profile/authenticator").status == 404


def test_the_secret_is_not_shown_again(kim, codes, sign_in):
    browser = sign_in(kim)

    assert browser.visit("/profile/authenticator").status == 404
    assert browser.visit("/profile/authenticator.svg").status == 404


def test_a_password_alone_does_not_let_staff_in(kim, codes, visitor):
    page = sign_in_form(visitor)

    assert page.h1 == "Second step"
    assert not is_in(visitor)
    assert visitor.visit("/desk/staff").h1 == "Sign in"
    assert session.scalars(sa.select(SignIn)).all() == []


def test_the_code_lets_in_to_where_one_was_going(kim, codes, visitor):
    visitor.visit("/profile?x=2")
    page = sign_in_form(visitor)

    page = page.fill(code=code_of(kim, 1)).press("Sign in")

    assert page.url == "https://portal.example.com/profile?x=2"


def test_a_wrong_code_does_not(kim, codes, visitor):
    page = sign_in_form(visitor).fill(code="123456").press("Sign in")

    assert (page.status, page.errors) == (
        422, ["This code is wrong, too old, or was used already"],
    )  # fmt: skip
    assert not is_in(visitor)


def test_a_recovery_code_lets_in_once(kim, codes, visitor, app):
    page = sign_in_form(visitor).fill(code=codes[0]).press("Sign in")
    assert page.url != "https://portal.example.com/sign-in/code"
    assert is_in(visitor)

    page = sign_in_form(Browser(app)).fill(code=codes[0]).press("Sign in")
    assert page.status == 422


def test_a_link_by_mail_asks_for_the_code_too(kim, codes, visitor, mailbox):
    visitor.visit("/sign-in").fill(email=KIM).press("Send me a link")

    page = visitor.visit(mailbox.links(KIM)[0]).press("Sign in as Kim")

    assert page.h1 == "Second step"
    assert not is_in(visitor)


def test_so_does_a_new_password(kim, codes, visitor, mailbox):
    visitor.visit("/password/forgotten").fill(email=KIM).press("Send the link")

    page = visitor.visit(mailbox.links(KIM)[0])
    page = page.fill(new_password="four green hills far off").press("Use this password")

    assert page.h1 == "Second step"


def test_codes_cannot_be_guessed(kim, codes, visitor):
    page = sign_in_form(visitor)
    for _ in range(11):
        page = page.fill(code="123456").press("Sign in")

    assert (page.status, page.errors) == (429, ["Too many codes tried. Wait 15 minutes"])


def test_the_first_step_is_forgotten_after_ten_minutes(kim, codes, visitor):
    with clock.stopped_at(make.MONDAY):
        page = sign_in_form(visitor)
    with clock.stopped_at(make.MONDAY + 2 * make.timedelta(minutes=6)):
        page = page.fill(code=code_of(kim)).press("Sign in")

    assert page.h1 == "Sign in"
    assert not is_in(visitor)


def test_who_loses_access_between_the_steps_stays_out(kim, adam, codes, visitor):
    page = sign_in_form(visitor)
    roles.end_access(kim, by=adam)

    page = page.fill(code=code_of(kim, 1)).press("Sign in")

    assert page.h1 == "Sign in"


def test_without_the_first_step_there_is_no_second(visitor, ana, sign_in):
    assert visitor.visit("/sign-in/code").h1 == "Sign in"
    assert sign_in(ana).visit("/profile/authenticator").status == 404


def test_new_recovery_codes_need_a_code_of_the_moment(kim, codes, sign_in):
    browser = sign_in(kim)

    page = browser.visit("/profile").follow("New recovery codes")
    page = page.fill(code="000000").press("Make new codes")
    assert page.status == 422
    page = page.fill(code=code_of(kim, 1)).press("Make new codes")

    assert page.h1 == "Your recovery codes"


def test_in_the_demo_it_is_up_to_them(portal, app, kim):
    demo = portal.other_app(demo=True)
    browser = Browser(demo)

    sign_in_form(browser)
    page = browser.visit("/profile")
    assert "Nobody asks for a second step yet" in page.text
    page = page.press("Set up an authenticator")

    assert page.h1 == "Set up your authenticator"
    demo.extensions["portal_database"].dispose()


def test_customers_have_no_second_step(ana, sign_in):
    assert sign_in(ana).post("/profile/authenticator/start", {}).status in (400, 404)
    assert "Second step" not in sign_in(ana).visit("/profile").text


def test_an_admin_takes_off_the_authenticator_of_a_lost_phone(kim, adam, codes, sign_in, visitor):
    assert kim.role is Role.AGENT
    page = sign_in(adam).visit("/desk/staff").press("Phone lost")
    assert page.flashes == ["Kim Visser sets up an authenticator at the next sign-in"]

    assert sign_in_form(visitor).h1 == "Set up your authenticator"
