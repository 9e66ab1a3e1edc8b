"""What users see and change about themselves."""

import sqlalchemy as sa

from portal.accounts.models import SignIn, User
from portal.database import session
from tests.rig.browserless import Browser

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def signed_in_with(app, user, user_agent):
    browser = Browser(app, None, User_Agent=user_agent)
    page = browser.visit("/sign-in").fill(email=user.email, password="a bell, a rack and 28 spokes")
    page.press("Sign in")
    return browser


def is_in(browser):
    return browser.visit("/profile").h1 == "Your profile"


def test_the_browsers_that_are_signed_in_are_named(ana, app):
    signed_in_with(app, ana, IPHONE)
    here = signed_in_with(app, ana, FIREFOX)

    rows = [row.text for row in here.visit("/profile").by_class("lines")[-1].all("li")]

    assert len(rows) == 2
    assert sum(row.startswith("Firefox on Linux This one") for row in rows) == 1
    assert sum(row.startswith("Safari on iPhone Sign out") for row in rows) == 1


def test_one_of_them_is_signed_out(ana, app):
    phone, here = signed_in_with(app, ana, IPHONE), signed_in_with(app, ana, FIREFOX)

    page = here.visit("/profile").press("Sign out", within="main")

    assert page.flashes == ["That browser is signed out"]
    assert is_in(here)
    assert not is_in(phone)


def test_everywhere_is_everywhere(ana, app):
    phone, here = signed_in_with(app, ana, IPHONE), signed_in_with(app, ana, FIREFOX)

    page = here.visit("/profile").press("Sign out everywhere")

    assert (page.h1, page.flashes) == ("Sign in", ["You are signed out everywhere"])
    assert not is_in(here)
    assert not is_in(phone)


def test_nobody_signs_out_somebody_elses_browser(ana, ben, app, sign_in):
    hers = sign_in(ana)
    sign_in_id = session.scalars(sa.select(SignIn.id)).one()
    his = sign_in(ben)
    token = his.visit("/profile").value("csrf_token")

    for number in (sign_in_id, 2**31 - 1, 2**31, 2**63, 10**30):
        path = f"/profile/browsers/{number}/sign-out"
        his.post(path, {"csrf_token": token}, Referer=his.base_url)

    assert is_in(hers)


def test_a_name_is_changed_for_the_customer_too(ana, sign_in):
    page = sign_in(ana).visit("/profile").fill(your_name="Ana Ruiz Vega").press("Save name")

    assert page.flashes == ["Your name is changed"]
    kept = session.get_one(User, ana.id)
    assert (kept.name, kept.customer.name) == ("Ana Ruiz Vega", "Ana Ruiz Vega")


def test_an_organisation_keeps_its_name(maria, sign_in):
    sign_in(maria).visit("/profile").fill(your_name="Maria L.").press("Save name")

    assert session.get_one(User, maria.id).customer.name == "Northwind"


def test_a_name_too_long_is_kept_in_the_field(ana, sign_in):
    page = sign_in(ana).visit("/profile").fill(your_name="x" * 300).press("Save name")

    assert (page.status, page.errors) == (422, ["Use at most 100 characters"])
    assert page.value("name") == "x" * 300


def test_what_a_form_does_not_ask_is_not_changed(ana, sign_in):
    browser = sign_in(ana)
    token = browser.visit("/profile").value("csrf_token")
    more = {"role": "admin", "customer_id": "99", "sees": "own", "email": "evil@example.org"}

    browser.post(
        "/profile/name", {"csrf_token": token, "name": "Ana", **more}, Referer=browser.base_url
    )

    kept = session.get_one(User, ana.id)
    assert (kept.name, kept.role, kept.email) == ("Ana", None, "ana@example.com")


def test_staff_have_a_profile_at_the_desk(kim, sign_in):
    page = sign_in(kim).visit("/profile")

    assert page.status == 200
    assert "Second step" in page.text


def test_visitors_have_none(visitor):
    assert visitor.visit("/profile").h1 == "Sign in"
