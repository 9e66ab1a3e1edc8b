"""What comes back about mails of ours."""

import pytest

from portal.database import session
from portal.messages import identity
from portal.messages.models import (
    Message,
    MessageState,
    Suppression,
)
from portal.messages.receiving import Outcome, receive
from portal.tickets.models import Ticket
from tests import make
from tests.messages.arrivals import HELP, IN, bounce, complaint, count, kinds, mail


def test_a_dead_address_is_known_by_its_bounce(asked):
    receipt = receive(
        bounce(asked), envelope_to=identity.return_address(asked.token), return_path="<>"
    )

    assert (receipt.outcome, receipt.reference) == (Outcome.BOUNCE, asked.reference)
    assert kinds(asked) == ["dsn_failed", "suppressed"]
    assert session.get_one(Message, asked.id).state is MessageState.SENT
    assert count(Suppression) == 1
    assert count(Ticket) == 1


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [("4.2.2", "delayed", "dsn_delayed"), ("2.1.5", "relayed", "dsn_delivered")],
)
def test_late_and_delivered_mails_silence_nobody(asked, status, action, kind):
    raw = bounce(asked, status=status, action=action)

    receive(raw, envelope_to=identity.return_address(asked.token), return_path="<>")

    assert kinds(asked) == [kind]
    assert count(Suppression) == 0


def test_a_bounce_of_any_shape_is_known_by_the_envelope(asked):
    raw = mail(sender="MTA <mta@mx.example.com>", subject="Hm", body="That did not work.")

    receipt = receive(raw, envelope_to=identity.return_address(asked.token), return_path="<>")

    assert (receipt.outcome, kinds(asked)) == (Outcome.BOUNCE, ["dsn_unclear"])
    assert count(Suppression) == 0


def test_a_holiday_note_to_the_return_address_is_no_bounce(asked):
    raw = mail(subject="Out of office", Auto_Submitted="auto-replied", body="Back on Monday.")

    receipt = receive(raw, envelope_to=identity.return_address(asked.token), return_path="<>")

    assert (receipt.outcome, kinds(asked)) == (Outcome.AUTO_REPLY, ["auto_reply"])


def test_a_forged_bounce_silences_nobody(asked):
    forged = f"b+{asked.token}aaaaaaaaaa@{IN}"
    raw = bounce(asked, to=forged).replace(identity.message_id(asked.token).encode(), b"<x@y.z>")

    receipt = receive(raw, envelope_to=forged, return_path="<>")

    assert receipt.outcome is Outcome.QUARANTINED
    assert (count(Suppression), kinds(asked)) == (0, [])


def test_who_only_knows_the_message_id_silences_nobody(asked):
    receipt = receive(bounce(asked, to=HELP), envelope_to=HELP)

    assert (receipt.outcome, kinds(asked)) == (Outcome.BOUNCE, ["dsn_failed"])
    assert count(Suppression) == 0


def test_the_return_address_of_another_mail_silences_nobody(asked, ben):
    """Ben has one of his own, and the address for answers from a mail that Ana passed on to him."""
    bens = make.message(to=ben, state=MessageState.SENT)
    to = f"{identity.reply_address(asked.token)}, {identity.return_address(bens.token)}"

    receipt = receive(bounce(asked, to=to), envelope_to=HELP, return_path="<>")

    assert receipt.reference == asked.reference
    assert count(Suppression) == 0


def test_a_bounce_for_nothing_of_ours_is_only_kept(app):
    message = Message(token="0" * 32, to_address="nobody@example.com")

    receipt = receive(bounce(message, to=HELP), return_path="<>")

    assert (receipt.outcome, receipt.reference, count(Suppression)) == (Outcome.BOUNCE, None, 0)


def test_a_bounce_shows_that_a_mail_in_doubt_did_leave(ana):
    message = make.message(to=ana, state=MessageState.UNCERTAIN)

    receive(bounce(message, status="4.2.2", action="delayed"), return_path="<>",
            envelope_to=identity.return_address(message.token))  # fmt: skip

    assert kinds(message) == ["dsn_delayed", "sent"]
    assert session.get_one(Message, message.id).state is MessageState.SENT


def test_a_complaint_with_its_reader_blacked_out_finds_its_mail(asked):
    receipt = receive(complaint(asked))

    assert (receipt.outcome, receipt.reference) == (Outcome.COMPLAINT, asked.reference)
    assert kinds(asked) == ["complaint"]
    assert count(Ticket) == 1


def test_an_automatic_answer_is_noted_and_opens_nothing(asked, mailbox):
    before = len(mailbox)

    receipt = receive(
        mail(subject="Out of office", Auto_Submitted="auto-replied"),
        envelope_to=identity.reply_address(asked.token),
    )

    assert (receipt.outcome, receipt.reference) == (Outcome.AUTO_REPLY, asked.reference)
    assert kinds(asked) == ["auto_reply"]
    assert (count(Ticket), len(mailbox)) == (1, before)
