"""Raising a concern: promised, written down, mailed about, and once however often it is sent."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.customers.models import ContactPoint, Customer
from portal.database import session
from portal.history.models import Entry
from portal.messages.models import MessageState, Purpose
from portal.tickets.files import Upload
from portal.tickets.models import Origin, Priority, Reply, Ticket, TicketKind, TicketState
from portal.tickets.queries import contact_point_of
from portal.tickets.raising import raise_as_visitor, raise_concern
from portal.tickets.saying import SentOtherwise
from tests import make


def raised_by(user, **changes):
    usual = {
        "kind": TicketKind.BROKEN,
        "subject": "Front brake squeals",
        "body": "Only in the rain.",
        "customer": user.customer,
        "contact_point": contact_point_of(user),
        "by": user,
        "origin": Origin.WEB,
        "confirmed": True,
    }
    return raise_concern(**(usual | changes))


def raised_at(address, **changes):
    usual = {
        "name": "Eve",
        "kind": TicketKind.QUESTION,
        "subject": "When do you open?",
        "body": "On Saturdays.",
        "once": None,
    }
    return raise_as_visitor(address=address, **(usual | changes))


def test_it_is_promised_written_down_and_acknowledged(ana, mailbox):
    with clock.stopped_at(make.MONDAY):
        ticket = raised_by(ana)

    assert (ticket.state, ticket.priority) == (TicketState.NEW, Priority.HIGH)
    assert ticket.due_at == ticket.first_promised_at == make.MONDAY + timedelta(hours=4)
    assert ticket.is_confirmed and ticket.raised_by == ana
    assert [(word.body, word.author, word.by_staff) for word in ticket.replies] == [
        ("Only in the rain.", ana, False)
    ]
    entry = session.scalars(select(Entry)).one()
    assert (entry.actor, entry.about) == (ana, ticket.about)
    assert entry.sentence == f"raised {ticket.number}: Front brake squeals"
    mail = mailbox.to("ana@example.com")[0]
    assert mail.thread == ticket.about
    assert ticket.number in mail.text and "Mon 23 Nov, 13:00" in mail.text.replace(
        "Today", "Mon 23 Nov"
    )


def test_the_same_form_twice_is_one_concern(ana, mailbox):
    first = raised_by(ana, once="a key")
    again = raised_by(ana, once="a key")

    assert again == first
    assert len(first.replies) == 1
    assert len(mailbox.to("ana@example.com")) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"body": "Always."},
        {"subject": "Rear brake squeals"},
        {"kind": TicketKind.COMPLAINT},
        {"files": [Upload("brake.txt", b"one more thing")]},
    ],
)
def test_the_same_form_with_other_words_is_neither_lost_nor_taken_for_the_first(ana, other):
    raised_by(ana, once="a key")

    with pytest.raises(SentOtherwise):
        raised_by(ana, once="a key", **other)

    assert session.scalar(select(func.count(Ticket.id))) == 1


def test_the_key_of_a_form_means_nothing_to_another_customer(ana, ben):
    ours, theirs = raised_by(ana, once="a key"), raised_by(ben, once="a key")

    assert ours != theirs


def test_it_keeps_the_order_it_is_about(ana):
    order = make.order(of=ana)

    assert raised_by(ana, order=order).order == order


def test_another_customer_s_order_cannot_be_named_and_nothing_remains(ana, ben, mailbox):
    with pytest.raises(IntegrityError):
        raised_by(ana, order=make.order(of=ben))

    assert session.scalars(select(Reply)).all() == []
    assert len(mailbox) == 0


def test_a_visitor_s_concern_is_unconfirmed_and_answered_with_a_link(app, mailbox):
    ticket = raised_at("eve@example.com")

    assert not ticket.is_confirmed
    assert ticket.raised_by is None
    assert ticket.replies[0].author_name == "Eve"
    mail = mailbox.to("eve@example.com")[0]
    assert mail.purpose is Purpose.ACCOUNT, "its link must not stay in the ledger"
    assert mail.state is MessageState.QUEUED
    assert any("/concerns/show/" in link for link in mailbox.links("eve@example.com"))


def test_not_a_word_of_the_visitor_reaches_the_address(app, mailbox):
    raised_at(
        "victim@example.com", name="CANARY name", subject="CANARY subject", body="CANARY body"
    )

    mail = mailbox.to("victim@example.com")[0]
    assert "CANARY" not in f"{mail.subject} {mail.to_name} {mail.from_name} {mail.text} {mail.html}"


def test_an_address_gets_one_such_mail_an_hour_and_no_concern_is_lost(app, mailbox):
    with clock.stopped_at(make.MONDAY):
        for number in range(5):
            raised_at("victim@example.com", body=f"Number {number}")
        assert len(mailbox.to("victim@example.com")) == 1
    with clock.stopped_at(make.MONDAY + timedelta(minutes=61)):
        raised_at("VICTIM@example.com")

    assert len(mailbox) == 2
    assert session.scalar(select(func.count(Ticket.id))) == 6


def test_a_stranger_becomes_one_customer_however_often_they_write(app):
    raised_at("eve@example.com", body="One")
    raised_at("Eve@Example.com", body="Two")

    assert session.scalar(select(func.count(Customer.id))) == 1
    point = session.scalars(select(ContactPoint)).one()
    assert not point.is_verified


def test_who_uses_a_customer_s_address_without_signing_in_shows_them_nothing(ana, mailbox):
    ticket = raised_at("ana@example.com", name="Not Ana")

    assert ticket.customer == ana.customer
    assert not ticket.is_confirmed
    assert ana.customer.name == "Ana Ruiz"


def test_its_files_are_on_disk_before_its_row(app, ana):
    ticket = raised_by(ana, files=[Upload("brake.png", make.PNG)])

    file = ticket.replies[0].attachments[0]
    assert (file.name, file.media_type, file.size) == ("brake.png", "image/png", len(make.PNG))
    assert app.extensions["portal_files"].read(file.sha256) == make.PNG
