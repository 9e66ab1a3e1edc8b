"""Getting in, and who may, in a real browser: light and dark, desk and phone, with and without
scripts."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from portal import clock
from portal.access import Role
from portal.accounts import invitations, second_factor, signing_in
from portal.accounts.models import LinkPurpose, Sight
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
OUTSIDE = ("/sign-in", "/register", "/password/forgotten", "/sign-in/mail-sent", "/link/over")
NINA = "nina@marlow.example.com"


def path_of(link):
    return re.sub("^https?://[^/]+", "", link)


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_pages_outside_are_accessible(browser, dark):
    page = browser.open(path=None, dark=dark, phone=dark)
    for path in OUTSIDE:
        page.goto(path)
        assert_accessible(page)


def test_the_pages_of_a_link_are_accessible(browser, ana, adam, mailbox):
    signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)
    signing_in.send_link(LinkPurpose.RESET_PASSWORD, "zoe@example.com")
    invitations.invite_staff(name="Nina", address=NINA, role=Role.AGENT, by=adam)
    page = browser.open(path=None)
    for address in (ana.email, "zoe@example.com", NINA):
        page.goto(path_of(mailbox.links(address)[0]))
        assert_accessible(page)


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_pages_inside_are_accessible(browser, maria, northwind, adam, kim, dark):
    make.user("Ida Falk", of=northwind, sees=Sight.SHARED)
    page = browser.open(maria, "/profile", dark=dark, phone=dark)
    assert_accessible(page)
    page.goto("/people")
    assert_accessible(page)
    page = browser.open(adam, "/desk/staff", dark=dark, phone=dark)
    assert_accessible(page)


def test_errors_are_announced_and_lead_to_their_field(browser):
    page = browser.open(path="/register")
    page.get_by_label("E-mail address").fill("zoe")
    page.get_by_role("button", name="Register").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert_accessible(page)
    summary.get_by_role("link", name="Enter your name").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("zoe")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "plain"])
def test_registering_on_a_phone(browser, mailbox, javascript):
    page = browser.open(path="/register", phone=True, javascript=javascript)
    page.get_by_label("Your name").fill("Zoe Adams")
    page.get_by_label("E-mail address").fill("zoe@example.com")
    page.get_by_label("Password").fill("four green hills far off")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")

    page.goto(path_of(mailbox.links("zoe@example.com")[0]))
    page.get_by_role("button", name="Confirm and sign in").click()

    expect(page.locator(".flash")).to_have_text("zoe@example.com is confirmed")


def test_staff_sign_in_with_two_steps_by_keyboard(browser, app):
    nina = make.staff("Nina Holt", Role.AGENT, email=NINA)
    second_factor.prepare(nina)
    second_factor.confirm(nina, pyotp.TOTP(nina.totp_secret).at(clock.now(), counter_offset=-1))
    page = browser.open(path="/sign-in")

    page.get_by_label("E-mail address").first.focus()
    page.keyboard.type(NINA)
    page.keyboard.press("Tab")
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type(pyotp.TOTP(nina.totp_secret).at(clock.now(), counter_offset=1))
    page.keyboard.press("Enter")

    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto("/profile")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")


def test_the_authenticators_picture_is_drawn(browser, kim):
    page = browser.open(path="/sign-in")
    page.get_by_label("E-mail address").first.fill(kim.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    picture = page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    assert_accessible(page)


def test_back_after_signing_out_shows_nothing(browser, ana):
    page = browser.open(ana, "/profile")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("ana@example.com")).to_have_count(0)
