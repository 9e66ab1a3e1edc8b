"""Raising a concern without an account: nothing is disclosed before the address is confirmed."""

import re

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.customers.registering import contact_point_for
from portal.database import atomic, session
from portal.tickets import raising_routes
from portal.tickets.conversation import reply
from portal.tickets.models import Ticket
from tests import make


def sent(page, **changes):
    usual = {
        "kind": "question", "subject": "CANARY subject", "body": "CANARY body",
        "email": "eve@example.com",
    }  # fmt: skip
    return page.fill(usual | changes).press("Send to support")


def latest() -> Ticket:
    return session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()


def test_the_receipt_has_number_and_promise_and_not_what_was_said(visitor):
    page = sent(visitor.visit("/concerns/new"))

    assert page.path.endswith("/concerns/sent")
    assert latest().number in page.text
    assert "We answer by" in page.text
    assert "CANARY" not in page.html
    assert visitor.visit(f"/concerns/{latest().number}").path.endswith("/sign-in")


def test_the_receipt_is_the_same_for_known_and_unknown_addresses(ana, app, visitor):
    def receipt(address):
        text = sent(visitor.visit("/concerns/new"), email=address).text
        return re.sub(r"C-\d+", "C-…", text)

    assert receipt("ana@example.com") == receipt("nobody@example.com")


def test_without_a_receipt_there_is_nothing_to_see(visitor):
    assert visitor.visit("/concerns/sent").path.endswith("/concerns/new")


def test_the_link_in_the_mail_shows_the_concern_after_a_press(visitor, mailbox):
    sent(visitor.visit("/concerns/new"), name="Eve Adams")
    link = mailbox.links("eve@example.com")[0]

    page = visitor.visit(link)
    assert session.scalars(select(User)).all() == [], "a scanner that opens it changes nothing"
    page = page.press("Show my concern")

    assert page.path.endswith(f"/concerns/{latest().number}")
    assert "CANARY body" in page.text
    assert visitor.visit(link).status == 404
    assert visitor.visit("/concerns").status == 200, "signed in"


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00"])
def test_a_made_up_link_opens_nothing(visitor, token):
    page = visitor.visit(f"/concerns/show/{token}")

    assert page.status == 404


def test_staff_whose_address_it_is_still_need_their_second_factor(kim, visitor, mailbox):
    sent(visitor.visit("/concerns/new"), email=kim.email)

    page = visitor.visit(mailbox.links(kim.email)[0]).press("Show my concern")

    assert "CANARY" not in page.html
    assert visitor.visit("/desk").path.endswith(("/sign-in", "/code", "/authenticator")) or (
        visitor.visit("/desk").status != 200
    )


def test_answers_wait_until_the_address_is_confirmed(kim, visitor, mailbox):
    sent(visitor.visit("/concerns/new"))
    reply(latest(), body="We open at nine.", by=kim)

    assert "We open at nine." in mailbox.to("eve@example.com")[-1].text
    link = next(link for mail in mailbox.to("eve@example.com") for link in
                re.findall(r"https://\S+/show/\S+", mail.text))  # fmt: skip
    page = visitor.visit(link).press("Show my concern")
    assert "We open at nine." in page.text


def test_an_order_number_is_only_words(ana, visitor):
    order = make.order(of=ana)
    page = visitor.visit(f"/concerns/new?order={order.number}")
    assert page.value("order") == order.number

    sent(page)

    assert latest().order is None
    assert latest().replies[0].body == f"CANARY body\n\nOrder: {order.number}"


@pytest.mark.parametrize(
    "address", ["", "eve", "eve@", "a@b@c", "eve@example.com, ben@example.com", "évé@example.com",
                "eve@example.com\r\nBcc: ben@example.com", "x" * 300 + "@example.com"],
)  # fmt: skip
def test_a_wrong_address_is_said_and_nothing_is_lost(visitor, mailbox, address):
    page = visitor.visit("/concerns/new")

    page = page.browser.post(
        "/concerns/new",
        {"csrf_token": page.value("csrf_token"), "kind": "idea", "subject": "A bell",
         "body": "It should ring.", "email": address},
        Referer=page.url,
    )  # fmt: skip

    assert page.status == 422
    assert page.value("body") == "It should ring."
    assert len(mailbox) == 0


def test_two_addresses_are_not_one(visitor, mailbox):
    page = visitor.visit("/concerns/new")

    page = page.browser.post(
        "/concerns/new",
        {"csrf_token": page.value("csrf_token"), "kind": "idea", "subject": "A bell",
         "body": "It should ring.", "email": ["victim@example.com", "me@example.com"]},
        Referer=page.url,
    )  # fmt: skip

    assert page.status == 422
    assert len(mailbox) == 0


def test_one_network_raises_no_flood_and_the_words_stay(visitor, monkeypatch):
    monkeypatch.setattr(raising_routes, "MOST_AN_HOUR", 2)
    for number in range(2):
        assert sent(visitor.visit("/concerns/new"), body=f"{number}").status == 200

    page = sent(visitor.visit("/concerns/new"), body="One too many")

    assert page.status == 429
    assert page.value("body") == "One too many"
    assert session.scalar(select(func.count(Ticket.id))) == 2


def test_a_disabled_user_is_not_let_in_by_an_old_link(ana, visitor, mailbox):
    sent(visitor.visit("/concerns/new"), email=ana.email)
    disable(ana)

    page = visitor.visit(mailbox.links(ana.email)[0]).press("Show my concern")

    assert page.status == 404
    assert "CANARY" not in page.html


@atomic()
def disable(user):
    user.disabled_at = contact_point_for(user.email).created_at
