"""What a mail is: a person's message, or one of the kinds that nobody has to answer."""

import pytest

from portal.reading.bounce_reasons import Reason, judge
from portal.reading.classifying import Kind, classify
from portal.reading.parsing import parse
from tests.reading.incoming import LABELS, in_parts, judged, mail, sample, samples

EXPECTED = {"bounce": Kind.BOUNCE, "arf": Kind.COMPLAINT, "autoreply": Kind.AUTO_REPLY}
# Filed under other kinds where they come from, and yet they are what they are.
NEVERTHELESS = {
    "malformed/SpamScope-mail-parser__mails_mail_malformed_2": Kind.BOUNCE,
    "mime/jstedfast-MimeKit__messages_disposition-notification.anonymized.eml": Kind.AUTO_REPLY,
}
TOLD = [label for label in samples("bounce") if "expected" in label]


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_every_real_mail_is_what_it_is(label):
    verdict = classify(parse(sample(label["file"])))

    expected = NEVERTHELESS.get(label["file"]) or EXPECTED.get(label["kind"])
    if expected:
        assert verdict.kind is expected
    else:
        assert verdict.kind in (Kind.MESSAGE, Kind.QUARANTINED)
    assert verdict.reason


@pytest.mark.parametrize("label", TOLD, ids=[label["file"] for label in TOLD])
def test_only_dead_addresses_are_called_dead(label):
    bounce = classify(parse(sample(label["file"]))).bounce

    assert bounce.is_hard == all(one["hard"] for one in label["expected"])
    assert all("@" in failure.recipient for failure in bounce.failures)


# Bounces in the forms of many servers; what they are about is in the words


def from_a_server(words: str, **named: str):
    named = {"from": "Mail Delivery System <MAILER-DAEMON@mx.example>"} | named
    return judged("Return-Path: <>", body=words, **named)


@pytest.mark.parametrize(
    ("subject", "words", "reason", "is_hard"),
    [
        (
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its recipients.\n"
            "This is a permanent error. The following address(es) failed:\n\n  ben@gone.example\n"
            "    SMTP error from remote mail server after RCPT TO:<ben@gone.example>:\n"
            "    host mx.gone.example [192.0.2.1]: 550 No such user here\n",
            Reason.UNKNOWN_USER,
            True,
        ),
        (
            "Mail delivery failed: returning message to sender",
            "The following address(es) failed:\n\n  ben@gone.example\n    host mx.gone.example: "
            "SMTP error from remote mail server after end of data: 550 No such user here\n",
            Reason.UNKNOWN_USER,
            False,
        ),
        (
            "Mail delivery failed: returning message to sender",
            "The following address(es) failed:\n\n  ben@strict.example\n    SMTP error from remote "
            "mail server after MAIL FROM:<b@shop.example>:\n    host mx: 550 Unknown user\n",
            Reason.SENDER,
            False,
        ),
        (
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\n\n<ben@gone.example>:\n"
            "Sorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\nReturn-Path: <b@shop.example>\n",
            Reason.UNKNOWN_USER,
            True,
        ),
        (
            "failure notice",
            "<ben@gone.example>:\nSorry, I couldn't find any host named gone.example. (#5.1.2)\n",
            Reason.UNKNOWN_HOST,
            True,
        ),
        (
            "Returned mail: see transcript for details",
            "   ----- The following addresses had permanent fatal errors -----\n"
            "<ben@gone.example>\n\n   ----- Transcript of session follows -----\n"
            "... while talking to mx.gone.example.:\n>>> RCPT To:<ben@gone.example>\n"
            "<<< 550 ben@gone.example... User unknown\n550 5.1.1 ... User unknown\n",
            Reason.UNKNOWN_USER,
            True,
        ),
        (
            "Undeliverable: Your order",
            "Your message\n\n  To:      ben@gone.example\n  Subject: Your order\n\n"
            "did not reach the following recipient(s):\n\nben@gone.example on Fri, 4 Oct\n"
            "    The e-mail account does not exist at the organization this message was sent to.\n"
            "      <mx.gone.example #5.1.1>\n",
            Reason.UNKNOWN_USER,
            True,
        ),
        (
            "Delivery failure",
            "Message from yahoo.com.\nUnable to deliver message to the following address(es).\n\n"
            "<ben@gone.example>:\nThis account has been disabled or discontinued [#102].\n",
            Reason.DISABLED,
            False,
        ),
        (
            "Undelivered Mail Returned to Sender",
            "<ben@full.example>: host mx.full.example[192.0.2.1] said: 552 5.2.2 mailbox full\n"
            "    (in reply to RCPT TO command)\n",
            Reason.MAILBOX_FULL,
            False,
        ),
        (
            "Undelivered Mail Returned to Sender",
            "<ben@strict.example>: host mx.strict.example[192.0.2.1] said: 554 5.7.1 Service\n"
            "    unavailable; Client host blocked using zen.spamhaus.org (in reply to RCPT TO\n"
            "    command)\n",
            Reason.POLICY,
            False,
        ),
        (
            "Unzustellbar: Ihre Bestellung",
            "Ihre Nachricht konnte nicht zugestellt werden an:\n\nben@gone.example\n"
            "550 5.1.1 Empfänger unbekannt\n",
            Reason.UNKNOWN_USER,
            True,
        ),
    ],
)
def test_servers_write_to_people_in_many_ways(subject, words, reason, is_hard):
    verdict = from_a_server(words, subject=subject)

    assert verdict.kind is Kind.BOUNCE
    assert [failure.reason for failure in verdict.bounce.failures] == [reason]
    assert verdict.bounce.is_hard == is_hard
    assert verdict.bounce.failures[0].recipient.startswith("ben@")


@pytest.mark.parametrize(
    ("words", "status", "reason"),
    [
        (
            "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
            "5.4.1",
            "unknown user",
        ),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", "5.1.10", "unknown user"),
        ("550 5.1.1 <ben@x.example> unknown or illegal alias", "5.1.1", "unknown user"),
        ("556 5.1.10 Recipient address has null MX", "5.1.10", "unknown host"),
        ("550 5.1.6 The user has moved to a new address", "5.1.6", "moved"),
        (
            "Host or domain name not found. Name service error: Host not found",
            "5.4.4",
            "unknown host",
        ),
    ],
)
def test_dead(words, status, reason):
    assert (judge(words, status).reason, judge(words, status).is_hard) == (reason, True)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 <ben@x.example> No such user here", ""),
        ("550 Requested action not taken: mailbox unavailable", "5.0.0"),
        ("450 4.1.1 Recipient address rejected: unverified address: user unknown", "4.1.1"),
        ("450 4.2.0 Recipient address rejected: Greylisted", "4.2.0"),
        ("553 5.1.8 Domain of sender address s@shop.example does not exist", "5.1.8"),
        ("550 5.1.8 Sender address rejected: Domain not found", "5.1.8"),
        ("554 5.7.1 Relay access denied", "5.7.1"),
        ("550 5.7.26 This mail is unauthenticated", "5.7.26"),
        ("550 5.4.1 All recipient addresses rejected : Access denied", "5.4.1"),
        ("550 5.1.1 Your access to this e-mail system has been rejected.", "5.1.1"),
        ("550 5.1.1 user unknown; host said: blocked by our policy", "5.1.1"),
        ("on the suppression list for your account", "5.1.1"),
        ("Host not found, try again", "4.4.3"),
        ("550 5.2.1 The account that you tried to reach is disabled.", "5.2.1"),
        ("554 Transaction failed", "5.0.0"),
        ("", "5.0.0"),
    ],
)
def test_not_dead(words, status):
    assert not judge(words, status).is_hard


def test_the_fields_of_a_report_are_read():
    status = (
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ben@gone.example\n"
        "Original-Recipient: rfc822;Ben@gone.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n"
        "Final-Recipient: rfc822; lea@late.example\nAction: delayed\nStatus: 4.4.1\n"
    )
    original = "Message-ID: <m.token@shop.example>\nReturn-Path: <b+token@shop.example>\n"
    raw = b"From: MAILER-DAEMON@mx.example\nTo: b+token@shop.example\n" + in_parts(
        "\nSorry.",
        f"Content-Type: message/delivery-status\n\n{status}",
        f"Content-Type: text/rfc822-headers\n\n{original}",
        kind="report",
    )

    bounce = classify(parse(raw)).bounce

    assert [(one.recipient, one.action, one.is_hard) for one in bounce.failures] == [
        ("Ben@gone.example", "failed", True),
        ("lea@late.example", "delayed", False),
    ]
    assert (bounce.action, bounce.is_hard) == ("failed", False)
    assert bounce.original_message_ids == ("m.token@shop.example",)
    assert "b+token@shop.example" in bounce.addresses


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "delayed"])
def test_a_report_of_something_else_than_a_failure_is_never_hard(action):
    status = f"Final-Recipient: rfc822; ben@x.example\nAction: {action}\nStatus: 5.1.1\n"
    raw = b"From: MAILER-DAEMON@mx.example\n" + in_parts(
        "\nNote.", f"Content-Type: message/delivery-status\n\n{status}", kind="report"
    )

    verdict = classify(parse(raw))

    assert verdict.kind is Kind.BOUNCE
    assert verdict.bounce.action in ("delivered", "delayed")
    assert not verdict.bounce.is_hard


def test_the_ids_of_a_mail_returned_as_text_are_found():
    verdict = from_a_server(
        "The following address failed:\n\n  ben@gone.example\n    unknown user\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n"
        "Return-path: <b+token@shop.example>\nMessage-Id: <m.token@shop.example>\n"
        "To: ben@gone.example\n\nHello Ben",
        subject="Mail delivery failed",
    )

    assert verdict.bounce.original_message_ids == ("m.token@shop.example",)
    assert "b+token@shop.example" in verdict.bounce.addresses


# People who write about such things


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Delivery failed", "My delivery failed again, the driver could not find my address."),
        ("Delivery problem", "The parcel could not be delivered. Please call me."),
        ("Returned", "I returned the bike to sender, when will I see my money?"),
        ("Fwd: Undelivered Mail Returned to Sender", "What is this? 550 5.1.1 user unknown"),
        ("Re: Mail delivery failed", "Your mail could not be delivered to kim@shop.example"),
        ("Mailbox", "My mailbox key does not fit. The post box is full."),
        ("Error", "The configurator says: error 500, quota exceeded."),
        ("Out of office chair", "Do you sell office chairs?"),
        ("Warning: brake", "The brake does not exist any more."),
        ("Automatic reply", "Your automatic reply was rude."),
        ("Holiday", "I am away until Monday, deliver after that."),
    ],
)
def test_ana_is_a_person_whatever_she_writes_about(subject, words):
    assert judged(subject=subject, body=words).kind is Kind.MESSAGE


def test_ana_may_attach_the_mail_that_came_back_to_her():
    bounce = sample("bounce/sisimai-set-of-emails__bsd_lhost-postfix-14.eml")
    raw = b"From: ana@example.com\nSubject: This came back\n" + in_parts(
        "\nWhat does it mean?", b"Content-Type: message/rfc822\n\n" + bounce
    )

    assert classify(parse(raw)).kind is Kind.MESSAGE


# Answers of machines


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Away until 5 May", ["Auto-Submitted: auto-replied"]),
        ("Re: Brake", ["Auto-Submitted: auto-replied (vacation)"]),
        ("Brake", ["X-Autoreply: yes"]),
        ("Brake", ["Precedence: auto_reply"]),
        ("Brake", ["Return-Path: <>", "In-Reply-To: <m.token@shop.example>"]),
        (
            "We have your request",
            ["Auto-Submitted: auto-generated", "References: <m.t@shop.example>"],
        ),
        ("Automatic reply: Brake", ["X-Auto-Response-Suppress: All"]),
        ("Automatische Antwort: Bremse", ["In-Reply-To: <m.token@shop.example>"]),
        ("Réponse automatique : frein", ["In-Reply-To: <m.token@shop.example>"]),
        ("Respuesta automática: freno", ["Precedence: bulk"]),
        ("自動応答: ブレーキ", ["Auto-Submitted: auto-generated"]),
        ("Abwesenheitsnotiz: Bremse", ["Return-Path: <>"]),
    ],
)
def test_answers_of_machines_are_no_messages(subject, headers):
    verdict = judged(*headers, subject=subject, body="I am away and cannot be reached.")

    assert verdict.kind is Kind.AUTO_REPLY
    assert not verdict.may_be_answered


def test_a_person_is_answered():
    assert judged().may_be_answered
    assert judged("Auto-Submitted: no").may_be_answered


@pytest.mark.parametrize(
    "headers",
    [
        ["Precedence: bulk"],
        ["List-Id: <riders.example.com>"],
        ["Auto-Submitted: auto-generated"],
        ["X-Auto-Response-Suppress: All"],
        ["Return-Path: <>"],
        ["X-CRM-Loop: in.another-shop.example"],
    ],
)
def test_machines_and_lists_are_heard_and_not_answered(headers):
    verdict = classify(parse(mail(*headers)), own_domain="in.shop.example")

    assert (verdict.kind, verdict.may_be_answered) == (Kind.MESSAGE, False)


def test_no_reply_means_no_reply():
    for address in ("noreply@example.com", "do-not-reply@example.com", "list-request@example.com"):
        assert not judged(**{"from": address}).may_be_answered


def test_our_own_mails_coming_back_are_ignored():
    loop = mail("X-CRM-Loop: in.shop.example", "Auto-Submitted: auto-generated")
    ours = mail("Message-ID: <m.token@in.shop.example>")

    for raw in (loop, ours):
        assert classify(parse(raw), own_domain="in.shop.example").kind is Kind.IGNORED


# Complaints


def test_a_complaint_without_its_author_still_names_our_mail():
    original = "Message-ID: <m.token@shop.example>\nFrom: r+token@in.shop.example\nTo: x@redacted\n"
    raw = b"From: fbl@provider.example\nSubject: FW: Tips for your bike\n" + in_parts(
        "\nThis is an email abuse report.",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: FBL/1\n",
        f"Content-Type: message/rfc822\n\n{original}\nHello",
        kind="report",
    )

    verdict = classify(parse(raw))

    assert verdict.kind is Kind.COMPLAINT
    assert verdict.complaint.is_objection
    assert verdict.complaint.original_message_ids == ("m.token@shop.example",)
    assert "r+token@in.shop.example" in verdict.complaint.addresses


def test_a_report_about_signatures_is_nobodys_objection():
    verdict = classify(parse(sample("arf/sisimai-set-of-emails__bsd_arf-18.eml")))

    assert (verdict.complaint.feedback_type, verdict.complaint.is_objection) == (
        "auth-failure",
        False,
    )
    assert verdict.complaint.recipients == ("kijitora@example.com",)


# Doubt


@pytest.mark.parametrize(
    "raw",
    [
        mail("From: ben@example.com"),
        mail(**{"from": "ana@example.com, ben@example.com"}),
        mail(**{"from": "friends: ana@example.com;"}),
        mail(**{"from": ""}),
        mail(**{"from": "Ana"}),
        b"X-Padding: a\n" * 10_000 + mail(),
        b"",
    ],
)
def test_a_mail_that_does_not_say_who_wrote_it_is_set_aside(raw):
    verdict = classify(parse(raw))

    assert verdict.kind is Kind.QUARANTINED
    assert verdict.reason
