"""The door for every mail that comes in: kept first, filed once, never lost."""

import hashlib
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.database import session
from portal.messages import identity, reading, routing
from portal.messages.models import (
    InboundMail,
    InboundState,
)
from portal.messages.receiving import Outcome, Receipt, file_what_waits, receive
from portal.reading import parsing
from portal.tickets.models import Reply, Ticket
from tests.messages.arrivals import HELP, IN, count, inbound, mail
from tests.reading.incoming import LABELS, sample


def test_the_bytes_are_kept_as_they_came(app):
    raw = mail(body="Grüße\r\n.\r\n")

    receipt = receive(raw, envelope_to=HELP, return_path="<ana@example.com>")

    sha256 = hashlib.sha256(raw).hexdigest()
    assert receipt.outcome is Outcome.CONCERN
    assert current_app.extensions["portal_files"].read(sha256) == raw
    assert (inbound().sha256, inbound().size, inbound().state) == (
        sha256,
        len(raw),
        InboundState.ROUTED,
    )
    assert (inbound().from_address, inbound().subject) == (
        "ana@example.com",
        "Front brake squeals",
    )


def test_a_mail_that_cannot_be_filed_is_kept_and_tried_again(app, monkeypatch):
    files_are_away = [True]
    parse = parsing.parse

    def sometimes(raw: bytes):
        if files_are_away:
            raise MemoryError("no room")
        return parse(raw)

    monkeypatch.setattr(reading, "parse", sometimes)

    receipt = receive(mail())
    assert receipt.outcome is Outcome.QUARANTINED
    assert "it will be tried again" in receipt.reason
    assert inbound().state is InboundState.FAILED
    assert file_what_waits() == 0

    files_are_away.clear()
    with clock.stopped_at(clock.now() + timedelta(minutes=2)):
        assert file_what_waits() == 1

    assert (inbound().outcome, count(Ticket)) == ("concern", 1)


def test_after_three_more_tries_it_waits_for_staff(app, monkeypatch):
    def never(raw: bytes):
        raise MemoryError("no room")

    monkeypatch.setattr(reading, "parse", never)
    receive(mail())

    for hour in range(1, 6):
        with clock.stopped_at(clock.now() + timedelta(hours=hour)):
            file_what_waits()

    assert (inbound().state, inbound().attempts) == (InboundState.QUARANTINED, 3)
    assert inbound().reason == "It could not be filed: MemoryError: no room"


def test_a_mail_whose_receiver_died_is_filed_by_the_next_sweep(app, monkeypatch):
    def die(*_, **__):
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(routing, "route", die)
        receive(mail())
    assert inbound().state is InboundState.RECEIVED
    assert file_what_waits() == 0

    with clock.stopped_at(clock.now() + timedelta(minutes=3)):
        file_what_waits()

    assert inbound().outcome == "concern"


def test_a_mail_server_that_tries_again_gets_the_mail_filed_now(app, monkeypatch):
    def die(*_, **__):
        raise SystemExit

    raw = mail()
    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr(routing, "route", die)
        receive(raw)

    assert receive(raw).outcome is Outcome.CONCERN
    assert count(InboundMail) == 1


def test_a_database_that_fails_while_filing_does_not_lose_the_mail(app, monkeypatch):
    def away(*_, **__):
        raise OperationalError("select", {}, Exception("gone"))

    with monkeypatch.context() as failing:
        failing.setattr(routing, "route", away)
        receipt = receive(mail())

    assert receipt == Receipt(Outcome.QUARANTINED, None, "Kept; it will be filed later")
    assert inbound().state is InboundState.RECEIVED


def test_a_huge_mail_is_cut_and_still_a_concern(app):
    raw = mail(body="It squeals.\r\n" + "x" * 78 + "\r\n") + b"y" * (27 * 2**20)

    receipt = receive(raw)

    assert receipt.outcome is Outcome.CONCERN
    assert inbound().size == len(raw)


def test_a_mail_built_to_fill_the_memory_is_put_aside(app, monkeypatch):
    monkeypatch.setattr(reading, "SMALL", 10)
    monkeypatch.setattr(reading, "READER", "portal.no_such_module")

    receipt = receive(mail())

    assert receipt.outcome is Outcome.QUARANTINED
    assert "too much memory or time" in receipt.reason
    assert inbound().state is InboundState.QUARANTINED


def test_a_large_mail_is_read_by_a_process_of_its_own(app, monkeypatch):
    monkeypatch.setattr(reading, "SMALL", 10)
    raw = mail(subject="Größe")

    assert reading.read(raw) == parsing.parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"\0" * 100,
        b"From: " + b"(" * 5000,
        b"Subject: " + b"=?utf-8?q?a?= " * 16_000 + b"\r\n\r\n",
        b"\xff\xfe" * 1000,
        b"no header at all",
    ],
)
def test_no_bytes_are_refused(app, raw):
    receipt = receive(raw, envelope_to="x" * 5000 + "\r\n\0", return_path="\0")

    assert receipt.outcome is Outcome.QUARANTINED
    assert inbound().state is InboundState.QUARANTINED


def test_the_same_mail_twice_is_one_concern(app):
    raw = mail()

    first, second = receive(raw, envelope_to=HELP), receive(raw, envelope_to=HELP)

    assert second == Receipt(Outcome.DUPLICATE, first.reference, "The same mail came before")
    assert (count(Ticket), count(InboundMail)) == (1, 1)


def test_one_mail_to_two_of_our_addresses_is_one_reply(ana, asked):
    reply_to = identity.reply_address(asked.token)
    raw = mail(to=f"{HELP}, {reply_to}", Message_ID="<one@mail.example.com>")

    first = receive(b"Received: from a\r\n" + raw, envelope_to=reply_to)
    second = receive(b"Received: from b\r\n" + raw, envelope_to=HELP)

    assert first.outcome is Outcome.REPLY
    assert second == Receipt(Outcome.DUPLICATE, first.reference, "The same mail came another way")
    assert count(Ticket) == 1
    assert count(InboundMail) == 2


def test_another_mail_under_a_used_id_is_another_mail(app):
    receive(mail(Message_ID="<one@mail.example.com>", body="It squeals."))
    receipt = receive(mail(Message_ID="<one@mail.example.com>", body="It squeals again."))

    assert receipt.outcome is Outcome.CONCERN
    assert count(Ticket) == 2


def test_two_mails_without_ids_and_the_same_words_are_two(app):
    receive(mail(Message_ID="", subject="One", body="Hello"))
    receipt = receive(mail(Message_ID="", subject="Two", body="Hello"))

    assert receipt.outcome is Outcome.CONCERN
    assert inbound().message_id_header is None


def receive_it(raw: bytes, envelope_to: str) -> str:
    return receive(raw, envelope_to=envelope_to).outcome


def test_eight_servers_bring_the_same_mail_at_once(race):
    raw = mail()

    outcomes = race(receive_it, 8, raw, HELP)

    assert outcomes.count("concern") >= 1, outcomes
    assert set(outcomes) <= {"concern", "duplicate"}
    assert (count(Ticket), count(Reply), count(InboundMail)) == (1, 1, 1)


def test_eight_ways_of_one_mail_at_once_are_one_concern(race):
    raw = mail(Message_ID="<one@mail.example.com>")
    ways = [(f"Received: from relay{n}\r\n".encode() + raw, f"help{n}@{IN}") for n in range(8)]

    outcomes = race(receive_it, each=ways)

    assert sorted(outcomes) == ["concern"] + ["duplicate"] * 7
    assert count(Ticket) == 1


def test_all_the_real_mails_are_kept_and_filed_or_put_aside_with_a_reason(app):
    expected = {
        "arf": {"complaint"},
        "autoreply": {"auto_reply"},
        "bounce": {"bounce"},
        "reply": {"concern"},
        "dkim": {"concern"},
        "not-bounce": {"concern"},
    }
    for label in LABELS:
        receipt = receive(sample(label["file"]), envelope_to=HELP)

        allowed = expected.get(label["kind"], {"concern", "quarantined", "bounce", "auto_reply"})
        assert receipt.outcome in allowed, (label["file"], receipt)
        assert receipt.outcome is Outcome.CONCERN or receipt.reason

    states = session.scalars(select(InboundMail.state)).all()
    assert len(states) == len(LABELS) == 95
    assert InboundState.FAILED not in states
