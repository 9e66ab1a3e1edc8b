"""Passkeys on the pages: the script's part is played by the test, as a hostile one would."""

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import attempts, passkeys, second_factor
from portal.accounts.models import Passkey
from portal.database import atomic, session
from tests.accounts.authenticator import Authenticator


def fetch(browser, page, path):
    """The script asks; gives the answer's text."""
    data = {"csrf_token": page.value("csrf_token")}
    return browser.client.post(path, data=data, headers={"Referer": browser.base_url + "/"})


def add(browser, device, name="My phone"):
    page = browser.visit("/profile")
    options = fetch(browser, page, "/profile/passkeys/ask").get_data(as_text=True)
    fields = {"csrf_token": page.value("csrf_token"), "name": name, "answer": device.make(options)}
    return browser.post("/profile/passkeys", fields, Referer=browser.base_url)


def sign_in_with(browser, device):
    page = browser.visit("/sign-in")
    options = fetch(browser, page, "/sign-in/passkey/ask").get_data(as_text=True)
    fields = {"csrf_token": page.value("csrf_token"), "answer": device.sign(options)}
    return browser.post("/sign-in/passkey", fields, Referer=browser.base_url)


def test_added_listed_and_used(ana, sign_in, visitor):
    device = Authenticator()

    page = add(sign_in(ana), device)
    assert page.flashes == ["You can sign in with My phone from now on"]
    assert "not used yet" in page.by_id("passkeys").text
    sign_in_with(visitor, device)

    page = visitor.visit("/profile")
    assert page.h1 == "Your profile"
    assert "last used" in page.by_id("passkeys").text


def test_they_go_where_they_were_going(ana, sign_in, visitor):
    device = Authenticator()
    add(sign_in(ana), device)
    visitor.visit("/profile")

    assert sign_in_with(visitor, device).h1 == "Your profile"


def test_it_is_both_steps_of_staff(kim, sign_in, visitor):
    second_factor.prepare(kim)
    device = Authenticator()
    add(sign_in(kim), device)
    with atomic():
        kim.totp_since = clock.now()

    sign_in_with(visitor, device)

    assert visitor.visit("/profile").h1 == "Your profile"


def test_a_lost_phone_takes_the_passkeys_of_staff_with_it(kim, adam, sign_in, visitor):
    device = Authenticator()
    add(sign_in(kim), device)

    second_factor.take_off(kim, by=adam)

    assert sign_in_with(visitor, device).status == 422


def test_who_has_no_access_any_more_stays_out(ana, sign_in, visitor):
    device = Authenticator()
    add(sign_in(ana), device)
    with atomic():
        ana.disabled_at = clock.now()

    page = sign_in_with(visitor, device)

    assert (page.status, page.h1) == (403, "This account is closed")


def test_a_passkey_we_do_not_know_says_so(ana, visitor):
    page = sign_in_with(visitor, Authenticator())

    assert page.status == 422
    assert "This passkey did not work" in page.text


def test_a_name_is_needed_and_changed(ana, sign_in):
    browser = sign_in(ana)
    page = add(browser, Authenticator(), name="  ")
    assert (page.status, page.errors) == (422, ["Give it a name, like My phone"])
    add(browser, Authenticator())
    path = f"/profile/passkeys/{session.scalar(sa.select(Passkey.id))}/rename"
    fields = {"csrf_token": page.value("csrf_token"), "name": "x" * 300}

    page = browser.post(path, fields, Referer=browser.base_url)
    assert (page.status, page.errors) == (422, ["Use at most 100 characters"])
    page = browser.post(path, fields | {"name": "Old phone"}, Referer=browser.base_url)

    assert page.flashes == ["Your passkey is called Old phone now"]


def test_one_is_removed(ana, sign_in, visitor):
    browser, device = sign_in(ana), Authenticator()
    add(browser, device)

    page = browser.visit("/profile").press("Remove", within="passkeys")

    assert page.flashes == ["My phone opens nothing any more"]
    assert sign_in_with(visitor, device).status == 422


@pytest.mark.parametrize("verb", ["rename", "remove"])
def test_nobody_touches_somebody_elses(ana, ben, sign_in, verb):
    add(sign_in(ana), Authenticator())
    passkey = passkeys.passkeys_of(ana)[0]
    browser = sign_in(ben)
    fields = {"csrf_token": browser.visit("/profile").value("csrf_token"), "name": "Mine"}

    for number in (passkey.id, 2**31 - 1, 2**31, 2**63):
        path = f"/profile/passkeys/{number}/{verb}"
        assert browser.post(path, fields, Referer=browser.base_url).status == 404

    assert passkeys.passkeys_of(ana)[0].name == "My phone"


def test_the_script_needs_the_token_of_its_page(ana, visitor):
    visitor.visit("/sign-in")

    assert visitor.client.post("/sign-in/passkey/ask").status_code == 400


def test_a_network_that_asks_without_end_is_refused(ana, visitor, monkeypatch):
    monkeypatch.setattr(attempts, "PASSKEYS_OF_A_NETWORK", 5)
    page = visitor.visit("/sign-in")

    answers = [fetch(visitor, page, "/sign-in/passkey/ask").status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert sign_in_with_nothing(visitor).status == 429


def sign_in_with_nothing(browser):
    fields = {"csrf_token": browser.visit("/sign-in").value("csrf_token"), "answer": "x"}
    return browser.post("/sign-in/passkey", fields, Referer=browser.base_url)


def test_asking_changes_no_cookie(ana, visitor):
    page = visitor.visit("/sign-in")

    answer = fetch(visitor, page, "/sign-in/passkey/ask")

    assert "Set-Cookie" not in answer.headers
