"""A browser that was left open on a table: whoever finds it must not make it theirs for good."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import AddressChange, Passkey
from portal.database import atomic, session
from tests import make

LATER = timedelta(hours=1, minutes=1)
AGAIN = "You signed in more than an hour ago"


@pytest.fixture
def left_open(ana, sign_in):
    browser = sign_in(ana)
    browser.visit("/profile")
    with clock.stopped_at(clock.now() + LATER):
        yield browser


def test_no_address_is_added_to_an_old_sign_in_and_what_was_typed_is_kept(left_open):
    page = left_open.visit("/profile").fill(email="mallory@example.com").press("Add this address")

    assert page.status == 422
    assert AGAIN in page.by_id("errors-h").all("..")[0].text
    assert page.value("email") == "mallory@example.com"
    assert session.query(AddressChange).count() == 0


def test_no_passkey_is_added_to_an_old_sign_in(left_open):
    fields = {"csrf_token": left_open.csrf_token, "name": "Mine", "answer": "{}"}

    assert left_open.post("/profile/passkeys/ask", fields).status == 403
    assert left_open.post("/profile/passkeys", fields).status == 422
    assert session.query(Passkey).count() == 0
    assert AGAIN in left_open.visit("/profile").text


def test_no_first_password_is_chosen_in_an_old_sign_in(ana, sign_in):
    with atomic():
        ana.password_hash = None
    browser = sign_in(ana)

    with clock.stopped_at(clock.now() + LATER):
        page = browser.visit("/profile").fill(password=make.PASSWORD).press("Use this password")

    assert page.status == 422
    assert AGAIN in page.text
    session.refresh(ana)
    assert ana.password_hash is None
