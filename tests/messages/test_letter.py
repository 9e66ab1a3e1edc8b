"""The bytes that leave: read back by the standard library they are what the ledger says."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask_mail import BadHeaderError

from portal import clock
from portal.database import atomic, session
from portal.messages import identity
from portal.messages.ledger import post
from portal.messages.letter import Letter, letter_of
from portal.messages.models import InboundMail, Message
from tests import make

LONG_WORDS = "Grüße, 12 € für Größe №5 🚲\n.a line with a dot\nFrom me\n" + "word " * 400 + "\nend"


def sent(message: Message) -> EmailMessage:
    raw = letter_of(message).as_bytes()
    raw.decode("ascii")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return message_from_bytes(raw, policy=policy.default)


def test_a_letter_says_what_the_ledger_says(mail):
    message = post(mail(context={"name": "Käthe", "words": LONG_WORDS}, subject="Größe №5"))

    letter = sent(message)

    assert letter["Subject"] == "Größe №5"
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert letter.get_body(("html",)).get_content().replace("\r\n", "\n") == message.html
    assert not letter.defects


def test_the_same_message_always_has_the_same_bytes(mail):
    message = post(mail())

    assert letter_of(message).as_bytes() == letter_of(message).as_bytes()


def test_a_letter_carries_its_names_once(mail):
    message = post(mail(thread="ticket:7", from_name='Ines "I" Vermeer', to_name="Doe, Jane"))

    letter = sent(message)

    assert letter.get_all("Message-ID") == [identity.message_id(message.token)]
    assert letter["Reply-To"].addresses[0].addr_spec == identity.reply_address(message.token)
    assert letter["From"].addresses[0].display_name == 'Ines "I" Vermeer at Marlow Cycles'
    assert letter["From"].addresses[0].addr_spec == "help@portal.example.com"
    assert [each.display_name for each in letter["To"].addresses] == ["Doe, Jane"]
    assert letter_of(message).envelope_from == identity.return_address(message.token)


def test_without_a_thread_answers_go_to_the_company(mail):
    assert sent(post(mail()))["Reply-To"] is None


def test_what_nobody_wrote_says_so_and_what_kim_wrote_does_not(mail, kim):
    automatic, hers = sent(post(mail())), sent(post(mail(on_behalf_of=kim)))

    assert (automatic["Auto-Submitted"], hers["Auto-Submitted"]) == ("auto-generated", None)
    for letter in (automatic, hers):
        assert letter["X-Auto-Response-Suppress"] == "All"
        assert letter["X-CRM-Loop"] == "in.portal.example.com"


def test_a_thread_is_held_together_by_ids(mail):
    first = post(mail(thread="ticket:7"))
    with atomic():
        arrived("<CAF=her.own+id@mail.example.com>", "ticket:7")
        arrived("not an id", "ticket:7")
        arrived("<of.another@mail.example.com>", "ticket:8")
    post(mail(thread="ticket:7", to_address="maria@example.com"))

    letter = sent(post(mail(thread="ticket:7")))

    hers = "<CAF=her.own+id@mail.example.com>"
    assert letter["References"] == f"{identity.message_id(first.token)} {hers}"
    assert letter["In-Reply-To"] == hers


def test_of_a_long_thread_the_first_id_and_the_last_ones_are_named(mail):
    messages = [post(mail(thread="ticket:7")) for _ in range(30)]

    letter = letter_of(messages[-1])

    assert len(letter.references) == 20
    assert letter.references[0] == identity.message_id(messages[0].token)
    assert letter.references[-1] == identity.message_id(messages[-2].token)
    assert sent(messages[-1])["References"].split() == letter.references


@pytest.mark.parametrize(
    "parts",
    [
        {"subject": "Hello\r\nBcc: everyone@evil.example"},
        {"extra_headers": {"X-Note": "a\r\nBcc: everyone@evil.example"}},
        {"extra_headers": {"X-Note\r\nBcc": "everyone@evil.example"}},
        {"to": ("Ana", "ana@example.com, eve@evil.example")},
        {"to": ("Ana\nBcc: eve@evil.example", "ana@example.com")},
        {"message_id": "<a b@example.com>"},
        {"references": ["<one@example.com>\r\nBcc: <eve@evil.example>"]},
        {"reply_to": "a@example.com\r\nBcc: eve@evil.example"},
        {"envelope_from": "a@example.com> SIZE=1"},
    ],
)
def test_no_header_of_a_letter_can_be_broken_out_of(app, parts):
    usual = {
        "to": ("Ana", "ana@example.com"),
        "writer": ("Marlow Cycles", "help@portal.example.com"),
        "envelope_from": "b@in.portal.example.com",
        "message_id": "<m.1@in.portal.example.com>",
        "references": [],
        "written_at": make.MONDAY,
        "subject": "Hello",
        "body": "Hello",
    }
    Letter(**usual).as_bytes()

    with pytest.raises(BadHeaderError):
        Letter(**(usual | parts)).as_bytes()


def arrived(message_id: str, thread: str) -> None:
    session.add(
        InboundMail(
            sha256=message_id, size=1, message_id_header=message_id, thread=thread,
            received_at=clock.now(),
        )
    )  # fmt: skip
