"""Passkeys in a real browser, with a device that DevTools pretends to be there."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database


@pytest.fixture
def with_device(browser):
    """A window with a device that has a fingerprint reader, and whose owner touches it."""

    def open_(user, path, **more):
        page = browser.open(user, None, **more)
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable", {"enableUI": False})
        device = devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]
        page.goto(path)
        return page, devtools, device

    return open_


def add(page, name="My phone"):
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".flash")).to_have_text(f"You can sign in with {name} from now on")


def sign_out(page):
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def assert_in(page):
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto("/profile")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your profile")


@pytest.mark.parametrize("person", ["ana", "kim"], ids=["customer", "staff need no code"])
def test_added_and_used_to_sign_in(with_device, request, person):
    page, *_ = with_device(request.getfixturevalue(person), "/profile")
    # As in a browser that cannot offer passkeys beside the address field.
    page.add_init_script("delete PublicKeyCredential.isConditionalMediationAvailable")
    add(page)
    sign_out(page)

    page.get_by_role("button", name="Sign in with a passkey").click()

    assert_in(page)
    expect(page.locator("#passkeys")).to_contain_text("last used")


def test_the_browser_offers_it_beside_the_address(with_device, ana):
    """The pretended device chooses at once what people choose from a list."""
    page, *_ = with_device(ana, "/profile")
    add(page)

    page.get_by_role("button", name="Sign out everywhere").click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Your profile")
    assert_in(page)


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_pages_are_accessible(with_device, ana, dark):
    make.contact_point(ana.customer, "ana@work.example.com", user=ana)
    page, *_ = with_device(ana, "/profile", dark=dark, phone=dark)
    add(page)
    page.get_by_label("Another address").fill("ana@new.example.com")
    page.get_by_role("button", name="Add this address").click()
    expect(page.locator("#address-change")).to_be_visible()
    assert_accessible(page)


def test_the_same_device_is_not_asked_twice(with_device, ana):
    page, *_ = with_device(ana, "/profile")
    add(page)

    page.get_by_label("Name of the new passkey").fill("Again")
    page.get_by_role("button", name="Add a passkey").click()

    expect(page.get_by_text("This device may have one already")).to_be_visible()


def test_without_a_name_the_page_says_so(with_device, ana):
    page, *_ = with_device(ana, "/profile")

    page.get_by_role("button", name="Add a passkey").click()

    expect(page.get_by_role("alert").first).to_contain_text("Give it a name, like My phone")


def test_without_scripts_nothing_of_it_is_shown(browser, ana):
    page = browser.open(path="/sign-in", javascript=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").first.fill(ana.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    page.goto("/profile")

    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    expect(page.get_by_text("This browser cannot add passkeys here.")).to_be_visible()
