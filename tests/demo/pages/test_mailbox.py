import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.demo.mailbox import Mailbox
from portal.messages.letter import letter_of
from portal.messages.models import Message
from portal.tickets.conversation import reply
from portal.tickets.models import Ticket
from tests import make
from tests.demo.test_mailbox import MAIL
from tests.rig.browserless import Browser


def deliver_all(kept: Mailbox) -> None:
    """What waits in the ledger, as the worker and the SMTP server would bring it here."""
    for message in session.scalars(select(Message).order_by(Message.id)):
        letter = letter_of(message)
        kept.add(letter.as_bytes(), sender=letter.envelope_from, recipient=message.to_address)


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["", ".json", "/20261123T080000000000-00000000"])
def test_without_demo_mode_there_is_no_mailbox(path: str, visitor: Browser):
    assert visitor.visit(f"/demo/mailbox{path}").status == 404


@pytest.mark.one_database
def test_an_empty_mailbox_says_what_will_be_in_it(demo: Flask):
    page = Browser(demo).visit("/demo/mailbox")

    assert page.h1 == "Mailbox"
    assert "No mail yet" in page.text


@pytest.mark.one_database
def test_mails_are_listed_and_read(demo: Flask, kept: Mailbox):
    kept.add(MAIL, sender="", recipient="ewa@example.com")

    page = Browser(demo).visit("/demo/mailbox").follow("ewa@example.com")

    assert page.h1 == "Łódź"
    assert "Message-ID: <m.1@in.example.com>" in page.text


@pytest.mark.one_database
def test_the_html_of_a_mail_is_shut_in(demo: Flask, kept: Mailbox):
    kept.add(MAIL, sender="", recipient="ewa@example.com")
    path = f"/demo/mailbox/{kept.newest()[0].id}"
    browser = Browser(demo)

    frame = browser.visit(path).all("//iframe")[0]
    answer = browser.client.get(frame["src"])

    assert frame["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups")
    assert "default-src 'none'" in policy
    assert "<p>Grüße</p>" in answer.text


@pytest.mark.one_database
def test_scripts_read_the_mailbox_as_json(demo: Flask, kept: Mailbox):
    kept.add(MAIL, sender="", recipient="ewa@example.com")

    mails = Browser(demo).client.get("/demo/mailbox.json").json

    assert mails[0]["to"] == "ewa@example.com"
    assert mails[0]["subject"] == "Łódź"
    assert mails[0]["headers"]["Message-ID"] == "<m.1@in.example.com>"
    assert mails[0].keys() == {"id", "to", "subject", "text", "html", "headers"}


def test_an_answer_goes_into_the_concern_the_mail_was_about(
    demo: Flask, kept: Mailbox, ana: User, kim: User
):
    ticket = make.ticket(by=ana)
    with demo.app_context():
        reply(
            session.get_one(Ticket, ticket.id), body="Which bike?", by=session.get_one(User, kim.id)
        )
        deliver_all(kept)
    mail = kept.newest()[0]

    page = Browser(demo).visit(f"/demo/mailbox/{mail.id}")
    page = page.fill(body="The City 8.").press("Send answer")

    session.expire_all()
    said = session.get_one(Ticket, ticket.id).replies[-1]
    assert (said.body, said.author_id, said.by_staff) == ("The City 8.", ana.id, False)
    assert page.flashes == [f"Your answer is in {ticket.number}"]


@pytest.mark.one_database
def test_an_empty_answer_says_what_is_missing(demo: Flask, kept: Mailbox):
    kept.add(MAIL, sender="", recipient="ewa@example.com")

    page = Browser(demo).visit(f"/demo/mailbox/{kept.newest()[0].id}")
    page = page.fill(body="  ").press("Send answer")

    assert (page.status, page.errors) == (422, ["Write your answer"])
