"""Where a mail belongs that came in, and what keeps it out."""

import pytest

from portal import clock
from portal.messages import identity, threads
from portal.messages.receiving import Outcome, receive
from portal.tickets.models import Ticket
from tests import make
from tests.messages.arrivals import HELP, IN, count, inbound, mail


def test_an_answer_lands_in_its_concern_by_the_sealed_address(asked):
    receipt = receive(mail(to=HELP), envelope_to=identity.reply_address(asked.token))

    assert (receipt.outcome, count(Ticket)) == (Outcome.REPLY, 1)
    assert (inbound().matched_id, inbound().thread) == (asked.id, asked.thread)


@pytest.mark.parametrize("header", ["Cc", "Delivered-To", "X-Original-To"])
def test_the_sealed_address_counts_wherever_it_stands(asked, header):
    receipt = receive(mail(**{header: identity.reply_address(asked.token)}))

    assert receipt.outcome is Outcome.REPLY


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_without_the_address_our_own_message_id_will_do(asked, header):
    ids = f"<first@elsewhere.example> {identity.message_id(asked.token)} <hers@mail.example.com>"

    assert receive(mail(**{header: ids})).outcome is Outcome.REPLY


def test_a_guessed_address_opens_no_concern(asked):
    guessed = f"reply+{asked.token}aaaaaaaaaa@{IN}"

    receipt = receive(mail(sender="Eve <eve@evil.example>", to=guessed), envelope_to=guessed)

    assert receipt.outcome is Outcome.CONCERN
    assert (count(Ticket), inbound().matched_id) == (2, None)


def test_the_next_mail_of_ours_refers_to_what_the_customer_wrote(asked, ana, mailbox):
    receive(
        mail(Message_ID="<hers@mail.example.com>"),
        envelope_to=identity.reply_address(asked.token),
    )

    ids = threads.ids_so_far(asked.thread, to_address="ana@example.com")
    assert ids == [identity.message_id(asked.token), "<hers@mail.example.com>"]


@pytest.mark.parametrize(
    "parts",
    [
        {"X-CRM-Loop": IN},
        {"sender": HELP},
        {"sender": f"Us <reply+1@{IN}>"},
        {"Message_ID": f"<m.{'0' * 32}@{IN}>"},
    ],
)
def test_our_own_mail_that_comes_back_is_ignored(app, mailbox, parts):
    receipt = receive(mail(**parts))

    assert receipt.outcome is Outcome.IGNORED
    assert (count(Ticket), len(mailbox)) == (0, 0)


def test_another_company_s_portal_is_a_customer_like_any_other(app):
    assert receive(mail(**{"X-CRM-Loop": "in.other.example"})).outcome is Outcome.CONCERN


def test_a_mail_with_two_senders_is_put_aside(app):
    raw = b"From: eve@evil.example\r\n" + mail()

    assert receive(raw).outcome is Outcome.QUARANTINED
    assert count(Ticket) == 0


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ("mx.portal.example.com; dmarc=fail header.from=example.com", Outcome.QUARANTINED),
        ("mx.portal.example.com; dmarc=pass header.from=example.com", Outcome.CONCERN),
        ("mx.evil.example; dmarc=fail header.from=example.com", Outcome.CONCERN),
    ],
)
def test_only_our_own_server_s_word_on_the_sender_counts(app, results, outcome):
    assert receive(mail(Authentication_Results=results)).outcome is outcome


def test_a_forged_word_below_our_server_s_own_does_not_count(app):
    forged = b"Authentication-Results: mx.portal.example.com; dmarc=pass\r\n"
    real = b"Authentication-Results: mx.portal.example.com; dmarc=fail\r\n"

    assert receive(real + forged + mail()).outcome is Outcome.QUARANTINED


def test_with_the_token_a_sender_that_fails_dmarc_is_heard(asked):
    receipt = receive(
        mail(Authentication_Results="mx.portal.example.com; dmarc=fail"),
        envelope_to=identity.reply_address(asked.token),
    )

    assert receipt.outcome is Outcome.REPLY


@pytest.mark.parametrize("about", [True, False], ids=["of a concern", "of no concern"])
def test_the_token_of_a_mail_to_oneself_vouches_for_nobody_else(asked, ana, ben, about):
    bens = make.message(to=ben, about=make.ticket(by=ben) if about else None)

    receipt = receive(
        mail(sender=ana.email, Authentication_Results="mx.portal.example.com; dmarc=fail"),
        envelope_to=identity.reply_address(bens.token),
    )

    assert receipt.outcome is Outcome.QUARANTINED
    assert count(Ticket) == 1 + about


def test_a_token_of_one_s_own_ends_no_muting(asked, ben):
    bens = identity.message_id(make.message(to=ben).token)

    with clock.stopped_at(make.MONDAY):
        outcomes = [
            receive(mail(sender="e@evil.example", subject=f"{n}", In_Reply_To=bens)).outcome
            for n in range(22)
        ]

    assert outcomes.count(Outcome.CONCERN) == 20


def test_a_member_of_staff_is_never_obeyed_by_mail(kim):
    raw = mail(sender=f"Kim <{kim.email}>", **{"X-Portal-Priority": "urgent"})

    assert receive(raw).outcome is Outcome.QUARANTINED
    assert count(Ticket) == 0


def test_a_flood_from_one_sender_is_muted(app):
    with clock.stopped_at(make.MONDAY):
        outcomes = [receive(mail(subject=f"Mail {number}")).outcome for number in range(22)]

    assert outcomes.count(Outcome.CONCERN) == 20
    assert inbound().reason == "Muted: too many mails from this sender"
    assert receive(mail(sender="Ben <ben@example.com>")).outcome is Outcome.CONCERN
