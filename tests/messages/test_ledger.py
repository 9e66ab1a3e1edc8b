"""Every mail becomes a row before it is sent, once, and never at its cause's expense."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.history.models import Entry
from portal.limits import Limit
from portal.messages import suppressing
from portal.messages.ledger import post
from portal.messages.models import Message, MessageState, Purpose
from tests import make
from tests.messages.conftest import some_mail
from tests.messages.test_header_values import INJECTIONS


def test_the_exact_words_are_kept(mail, ana):
    words = "It costs <b>12 €</b> & takes a day."

    message = post(mail(customer=ana.customer, context={"name": "Ana", "words": words}))

    assert message.text == f"Hello Ana,\n{words}\n"
    assert "&lt;b&gt;12 €&lt;/b&gt; &amp; takes" in message.html
    assert (message.state, message.from_name) == (MessageState.QUEUED, "Marlow Cycles")
    assert [event.kind for event in message.events] == ["queued"]


def test_who_speaks_speaks_for_the_company(mail, kim):
    message = post(mail(from_name="Kim", on_behalf_of=kim))

    assert (message.from_name, message.on_behalf_of_id) == ("Kim at Marlow Cycles", kim.id)


def test_times_are_those_of_the_reader(mail, ana):
    with atomic():
        ana.customer.time_zone = "America/New_York"

    with clock.stopped_at(make.MONDAY):
        hers = post(
            mail(customer=ana.customer, template="letters/dated", context={"at": make.MONDAY})
        )
        ours = post(mail(template="letters/dated", context={"at": make.MONDAY}))

    assert (hers.text, ours.text) == ("By Today, 03:00\n", "By Today, 09:00\n")


def test_a_mail_without_html_twin_is_a_plain_one(mail):
    assert post(mail(template="letters/dated", context={"at": None})).html is None


def test_the_same_reference_is_one_mail(mail):
    first = post(mail(reference="ticket-solved:1", subject="Solved"))
    second = post(mail(reference="ticket-solved:1", subject="Solved again"))

    assert (second.id, second.subject) == (first.id, "Solved")


def post_one(reference: str) -> int:
    return post(some_mail(reference=reference, template="errors/404", context={})).id


def test_eight_processes_post_the_same_mail_once(race, letters):
    ids = race(post_one, 8, "order-shipped:77")

    assert len(set(ids)) == 1, ids
    assert len(session.scalars(select(Message)).all()) == 1


@pytest.mark.parametrize("part", ["subject", "to_name", "from_name", "to_address"])
@pytest.mark.parametrize("value", INJECTIONS)
def test_a_line_break_in_a_header_blocks_the_mail(mail, part, value):
    message = post(mail(**{part: value}))

    assert message.state is MessageState.BLOCKED
    assert message.reason.startswith("content: a line break or control character in the ")
    assert "\n" not in message.subject + message.to_name + message.from_name + message.to_address


@pytest.mark.parametrize("address", ["ana@example.com, eve@evil.example", "käthe@example.com", ""])
def test_more_or_less_than_one_address_blocks_the_mail(mail, address):
    message = post(mail(to_address=address))

    assert (message.state, message.reason) == (
        MessageState.BLOCKED,
        "content: not one address that mail can be sent to",
    )


def test_a_long_subject_is_cut_and_never_refused(mail):
    message = post(mail(subject="squeal " * 100))

    assert message.state is MessageState.QUEUED
    assert len(message.subject) == 250
    assert message.subject.endswith("…")


def test_words_that_no_database_keeps_do_not_harm_the_mail(mail):
    message = post(mail(context={"name": "A\0n\ud83da", "words": "x" * 500_000}))

    assert message.state is MessageState.QUEUED
    assert message.text.startswith("Hello An�a")


def test_a_broken_template_blocks_the_mail_and_not_its_cause(mail, caplog):
    with atomic():
        session.add(Limit(key="the customer's reply", arrives_at=clock.now()))
        message = post(mail(template="letters/broken"))

    assert session.get(Limit, "the customer's reply")
    assert message.state is MessageState.BLOCKED
    assert message.reason == "content: letters/broken cannot be filled in: 'nobody' is undefined"
    assert "a mail could not be written" in caplog.text


def test_a_dead_address_gets_no_service_mail_but_may_sign_in(mail):
    suppressing.suppress("Ana@example.com", reason=suppressing.HARD_BOUNCE)

    service = post(mail())
    account = post(mail(purpose=Purpose.ACCOUNT))

    assert (service.state, service.reason) == (MessageState.BLOCKED, "suppressed: hard bounce")
    assert account.state is MessageState.QUEUED


def test_a_suppression_keeps_no_address_and_outlives_a_change_of_key(mail, portal):
    suppressing.suppress("ana@example.com", reason=suppressing.HARD_BOUNCE)
    found = suppressing.suppression_of("ana@example.com")
    assert "ana" not in found.address_hmac

    portal.change_settings(
        secret_key="another key, of at least 32 letters",
        secret_key_fallbacks=(portal.settings.secret_key,),
    )
    assert suppressing.suppression_of("ANA@example.com")

    suppressing.lift("ana@example.com")
    assert not suppressing.suppression_of("ana@example.com")


def test_a_mail_is_rolled_back_with_its_cause(mail):
    with pytest.raises(ZeroDivisionError), atomic():
        post(mail())
        raise ZeroDivisionError

    assert not session.scalars(select(Message)).all()
    assert not session.scalars(select(Entry)).all()


def test_a_later_mail_is_due_later(mail):
    later = clock.now() + timedelta(days=1)

    message = post(mail(due_at=later, expires_at=later + timedelta(hours=1)))

    assert message.due_at == message.try_at == later
