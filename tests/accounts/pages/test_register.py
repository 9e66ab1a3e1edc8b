"""Registering: one form, one mail, one press."""

import sqlalchemy as sa

from portal.accounts.models import User
from portal.database import session
from tests.rig.browserless import Browser

ZOE = "zoe@example.com"
PASSWORD = "four green hills far off"


def register(browser, *, email=ZOE, name="Zoe Adams", password=""):
    page = browser.visit("/register")
    return page.fill(name=name, email=email, password=password).press("Register")


def sign_in(browser, password=PASSWORD):
    page = browser.visit("/sign-in").fill(email=ZOE, password=password)
    return page.press("Sign in")


def test_from_the_form_to_ones_own_page(visitor, mailbox):
    page = register(visitor, password=PASSWORD)
    assert (page.status, page.h1) == (200, "Look in your mailbox")

    page = visitor.visit(mailbox.links(ZOE)[0])
    assert page.buttons()[:1] == ["Confirm and sign in"]
    page = page.press("Confirm and sign in")

    assert page.status == 200
    assert page.flashes == ["zoe@example.com is confirmed"]
    assert visitor.visit("/profile").value("name") == "Zoe Adams"


def test_the_password_counts_afterwards(visitor, mailbox, app):
    register(visitor, password=PASSWORD)
    visitor.visit(mailbox.links(ZOE)[0]).press("Confirm and sign in")

    assert sign_in(Browser(app)).status == 200


def test_confirming_in_another_browser_asks_for_the_password_again(visitor, mailbox, app):
    register(visitor, password=PASSWORD)
    phone = Browser(app)

    page = phone.visit(mailbox.links(ZOE)[0])
    page = page.fill(password="not that sentence").press("Confirm and sign in")
    assert (page.status, page.errors) == (422, ["This is not the password you chose"])
    page = page.fill(password=PASSWORD).press("Confirm and sign in")

    assert page.status == 200
    assert sign_in(Browser(app)).status == 200


def test_a_strangers_password_does_not_come_with_the_address(visitor, mailbox, app):
    """Eve registers Zoe's address with a password of her own; Zoe confirms all the same."""
    register(visitor, password=PASSWORD)

    Browser(app).visit(mailbox.links(ZOE)[0]).press("Confirm and sign in")

    assert session.scalars(sa.select(User.password_hash)).one() is None
    assert sign_in(visitor).status == 422


def test_looking_at_the_confirmation_makes_nothing(visitor, mailbox):
    register(visitor)

    for _ in range(3):
        visitor.visit(mailbox.links(ZOE)[0])

    assert session.scalars(sa.select(User)).all() == []


def test_confirming_twice_is_told_kindly(visitor, mailbox, app):
    register(visitor)
    url = mailbox.links(ZOE)[0]
    page = Browser(app).visit(url)
    visitor.visit(url).press("Confirm and sign in")

    page = page.press("Confirm and sign in")

    assert (page.status, page.h1) == (404, "This link is over")


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(visitor, mailbox):
    page = register(visitor, name="", email="zoe", password="too short")

    assert page.status == 422
    assert page.errors == [
        "Enter your name",
        "Enter an e-mail address, like name@example.com",
        "Use at least 15 characters; a short sentence works well",
    ]
    assert page.value("email") == "zoe"
    assert "too short" not in page.html
    assert len(mailbox) == 0


def test_names_and_addresses_are_no_passwords(visitor):
    for password in ("zoeadamszoeadams", "zoe@example.com", "Marlow Cycles 2026"):
        page = register(visitor, password=password)
        assert page.status == 422, password
        assert "easy to guess" in page.errors[0]


def test_a_name_is_no_advertisement(visitor, mailbox):
    for name in ("Win at www.evil.example", "https://evil.example", "a@b", "Zoe\nBcc: x@y"):
        page = register(visitor, name=name)
        assert page.status == 422, name
    assert len(mailbox) == 0


def test_fields_of_other_things_are_ignored(visitor, mailbox):
    token = visitor.visit("/register").value("csrf_token")
    fields = {
        "csrf_token": token, "name": "Zoe Adams", "email": ZOE, "role": "admin", "customer_id": "1",
        "is_staff": "1", "id": "1", "verified_at": "2020-01-01", "sees": "all",
        "password_hash": "x", "disabled_at": "2020-01-01", "totp_secret": "x",
    }  # fmt: skip
    visitor.post("/register", fields, Referer=visitor.base_url)
    visitor.visit(mailbox.links(ZOE)[0]).press("Confirm and sign in")

    zoe = session.scalars(sa.select(User)).one()

    assert (zoe.role, zoe.is_active, zoe.password_hash, zoe.totp_secret) == (None, True, None, None)
    assert zoe.customer.name == "Zoe Adams"


def test_an_international_domain_is_shown_in_its_letters(visitor, mailbox):
    page = register(visitor, email="zoe@XN--MLLER-KVA.example")

    assert "zoe@müller.example" in page.text
    assert [mail.to_address for mail in mailbox] == ["zoe@müller.example"]


def test_register_is_a_way_in_for_who_has_an_account(ana, visitor, mailbox):
    register(visitor, email=ana.email)

    page = visitor.visit(mailbox.links(ana.email)[0]).press("Sign in as Ana")

    assert page.status == 200
    assert visitor.visit("/profile").value("name") == "Ana Ruiz"
