"""Mail from a mailbox: kept here first, then marked as read there."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.messages import fetching, jobs
from portal.messages.fetching import MailboxAway, fetch_mailbox
from portal.messages.models import InboundMail
from tests import make
from tests.messages.mailbox_server import MailboxServer


@pytest.fixture
def mailbox(portal, app):
    """`mailbox(*mails)`: an IMAP server that holds them, and a portal that reads it."""
    running = []

    def start(*mails, **settings):
        running.append(MailboxServer(*mails))
        portal.change_settings(imap_url=running[-1].url, **settings)
        return running[-1]

    yield start
    for each in running:
        each.close()


def inbound():
    session.commit()
    return session.scalars(select(InboundMail).order_by(InboundMail.id)).all()


def test_what_ana_wrote_becomes_a_concern_and_is_marked_as_read(ana, mailbox):
    box = mailbox(
        make.eml(sender="ana@example.com", to="help@portal.example.com", subject="My bell"),
        make.eml(sender="ana@example.com", to="help@portal.example.com", subject="My brake"),
    )

    assert fetch_mailbox() == 2

    assert [mail.outcome for mail in inbound()] == ["concern", "concern"]
    assert box.read == {1, 2}
    assert fetch_mailbox() == 0


def test_the_address_it_was_delivered_to_is_known(ana, mailbox):
    mailbox(b"Delivered-To: help+12@portal.example.com\r\nReturn-Path: <ana@example.com>\r\n"
            + make.eml(sender="ana@example.com", to="somebody@example.com"))  # fmt: skip

    fetch_mailbox()

    [mail] = inbound()
    assert mail.envelope_to == "help+12@portal.example.com"
    assert mail.return_path == "ana@example.com"


def test_a_mail_that_was_not_marked_in_time_is_the_same_mail(ana, mailbox):
    box = mailbox(make.eml(sender="ana@example.com", to="help@portal.example.com"))
    fetch_mailbox()
    box.read.clear()

    fetch_mailbox()

    assert len(inbound()) == 1


def test_a_mail_that_cannot_be_kept_stays_unread(ana, mailbox, monkeypatch):
    box = mailbox(make.eml(sender="ana@example.com", to="help@portal.example.com"))

    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(fetching, "receive", full)
    with pytest.raises(MailboxAway, match="no space left"):
        fetch_mailbox()

    assert (box.read, inbound()) == (set(), [])


def test_a_mailbox_that_is_away_is_a_warning_and_no_crash(portal, mailbox, caplog):
    box = mailbox()
    box.password = "changed"

    assert jobs.fetch_mailbox() == 0
    assert "the mailbox cannot be read" in caplog.text

    portal.change_settings(imap_url="imap://help:hunter2@127.0.0.1:9")
    assert jobs.fetch_mailbox() == 0


def test_a_folder_that_does_not_exist_is_named(portal, mailbox):
    box = mailbox()
    portal.change_settings(imap_url=f"{box.url}/Support")

    with pytest.raises(MailboxAway, match="no mailbox Support"):
        fetch_mailbox()


def test_without_a_mailbox_there_is_nothing_to_fetch(app):
    assert fetch_mailbox() == 0
