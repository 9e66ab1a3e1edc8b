"""Handing a mail over: the moment before the first byte, and servers that misbehave."""

import smtplib
import time
from email import message_from_bytes, policy

import pytest
from flask_mail import BadHeaderError

from portal.messages import transport
from portal.messages.answers import Stage
from portal.messages.letter import Letter
from portal.messages.transport import Fenced, LaneFault, outgoing
from tests import make
from tests.messages.scripted import HANG_UP, ScriptedServer
from tests.rig import smtp as smtp_rig

pytestmark = pytest.mark.one_database


def letter(number: int = 1, **parts) -> Letter:
    usual = {
        "to": ("Ana Ruiz", "ana@example.com"),
        "writer": ("Marlow Cycles", "help@portal.example.com"),
        "envelope_from": "b+1@in.portal.example.com",
        "message_id": f"<m.{number}@in.portal.example.com>",
        "references": [],
        "written_at": make.MONDAY,
        "subject": "Front brake squeals",
        "body": "We are looking into it.\n.\n.. and\n.hidden dots\n",
    }
    return Letter(**(usual | parts))


@pytest.fixture
def scripted(portal, app):
    """`scripted({"RCPT": "451 Later"})` is the server that the settings name."""
    servers = []

    def start(says=None, *, scheme="smtp", ca="", **how):
        servers.append(server := ScriptedServer(says, **how))
        query = f"?ca={ca}" if ca else ""
        portal.change_settings(smtp_url=f"{scheme}://localhost:{server.port}{query}")
        return server

    yield start
    for server in servers:
        server.close()


def yes() -> bool:
    return True


def test_a_letter_arrives_byte_for_byte(smtp):
    with outgoing().connect() as connection:
        answer = connection.hand_over(letter(), yes)

    [arrived] = smtp.arrived
    assert (answer.stage, answer.code) == (Stage.END, 250)
    assert (arrived.mail_from, arrived.to) == ("b+1@in.portal.example.com", ["ana@example.com"])
    assert arrived.raw == letter().as_bytes()


def test_flask_mail_sends_letters_and_records_them(smtp):
    mail = outgoing()
    with mail.record_messages() as outbox:
        mail.send(letter(1))

    assert [each.subject for each in outbox] == ["Front brake squeals"]
    assert len(smtp.arrived) == 1


def test_flask_mail_says_when_a_recipient_was_refused(smtp):
    smtp.manners.refuse["ana@example.com"] = 554

    with pytest.raises(smtplib.SMTPResponseException):
        outgoing().send(letter())


def test_nothing_is_sent_before_it_is_written_down(scripted):
    server = scripted()
    seen = []

    with outgoing().connect() as connection:
        connection.hand_over(letter(), lambda: bool(seen.append(list(server.commands)) or True))

    assert seen == [["EHLO", "MAIL", "RCPT", "DATA"]]
    assert server.commands[:5] == ["EHLO", "MAIL", "RCPT", "DATA", ".FRO"]


def test_a_lost_claim_sends_nothing_and_the_next_mail_goes_on(smtp):
    with outgoing().connect() as connection:
        with pytest.raises(Fenced):
            connection.hand_over(letter(1), lambda: False)
        connection.hand_over(letter(2), yes)

    assert [each.header("Message-ID") for each in smtp.arrived] == ["<m.2@in.portal.example.com>"]


def test_a_failure_while_writing_it_down_sends_nothing(smtp):
    def fail() -> bool:
        raise ZeroDivisionError

    with outgoing().connect() as connection, pytest.raises(ZeroDivisionError):
        connection.hand_over(letter(), fail)

    assert not smtp.arrived


@pytest.mark.parametrize(
    ("says", "stage", "code"),
    [
        ({"MAIL": "451 Later"}, Stage.SENDER, 451),
        ({"RCPT": "550 5.1.1 Nobody"}, Stage.RECIPIENT, 550),
        ({"RCPT": HANG_UP}, Stage.RECIPIENT, 0),
        ({"DATA": "451 Later"}, Stage.DATA, 451),
        ({"DATA": HANG_UP}, Stage.DATA, 0),
        ({".": "554 5.7.1 Spam"}, Stage.END, 554),
        ({".": HANG_UP}, Stage.END, 0),
        ({".": "nonsense"}, Stage.END, -1),
    ],
)
def test_an_answer_tells_how_far_it_came(scripted, says, stage, code):
    scripted(says)

    with outgoing().connect() as connection:
        answer = connection.hand_over(letter(), yes)

    assert (answer.stage, answer.code) == (stage, code)


def test_after_a_refusal_the_next_mail_goes_through_the_same_connection(scripted):
    server = scripted({"RCPT": ["554 Never"]})

    with outgoing().connect() as connection:
        connection.hand_over(letter(1), yes)
        answer = connection.hand_over(letter(2), yes)

    assert answer.code == 250
    assert server.commands == [
        *("EHLO", "MAIL", "RCPT", "RSET"), *("MAIL", "RCPT", "DATA", ".FRO"), "QUIT",
    ]  # fmt: skip


def test_a_server_that_ends_the_conversation_is_called_again(scripted):
    server = scripted({"MAIL": ["250 OK", "421 Enough for now", "250 OK"]})

    with outgoing().connect() as connection:
        answers = [connection.hand_over(letter(number), yes).code for number in (1, 2)]

    assert answers == [250, 250]
    assert server.commands.count("EHLO") == 2


def test_a_bad_header_never_reaches_the_server(smtp):
    with outgoing().connect() as connection, pytest.raises(BadHeaderError):
        connection.hand_over(letter(subject="Hi\r\nBcc: eve@evil.example"), yes)

    assert not smtp.arrived


def test_a_server_that_is_not_there_is_a_fault_of_the_lane(portal, app):
    portal.change_settings(smtp_url="smtp://127.0.0.1:9")

    with pytest.raises(LaneFault, match="refused"), outgoing().connect():
        pass


def test_a_server_that_hangs_is_given_up_in_time(smtp, monkeypatch):
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.5)
    smtp.manners.silent = True
    started = time.monotonic()

    with pytest.raises(LaneFault, match="timed out"), outgoing().connect():
        pass

    assert time.monotonic() - started < 5
    assert transport.CONNECT_SECONDS + 15 <= 20


def test_a_server_that_swallows_a_mail_leaves_it_in_doubt(scripted, monkeypatch):
    monkeypatch.setattr(transport, "ACCEPT_SECONDS", 0.3)
    scripted({".": "250-never finished"})

    with outgoing().connect() as connection:
        answer = connection.hand_over(letter(), yes)

    assert (answer.stage, answer.code) == (Stage.END, 0)


def test_a_stranger_s_certificate_is_refused(scripted):
    server = scripted(scheme="smtps", tls=True)

    with pytest.raises(LaneFault, match="certificate"), outgoing().connect():
        pass

    assert not server.heard


def test_a_private_authority_may_be_trusted(scripted):
    scripted(scheme="smtps", tls=True, ca=smtp_rig.CERTIFICATE)

    with outgoing().connect() as connection:
        assert connection.hand_over(letter(), yes).code == 250


def test_starttls_is_verified_and_insisted_on(portal, app, scripted):
    server = smtp_rig.Server(tls=True)
    try:
        url = f"smtp+starttls://localhost:{server.port}"
        portal.change_settings(smtp_url=url)
        with pytest.raises(LaneFault, match="certificate"), outgoing().connect():
            pass
        portal.change_settings(smtp_url=f"{url}?ca={smtp_rig.CERTIFICATE}")
        with outgoing().connect() as connection:
            assert connection.hand_over(letter(), yes).code == 250
    finally:
        server.close()
    scripted(scheme="smtp+starttls")
    with pytest.raises(LaneFault, match="STARTTLS"), outgoing().connect():
        pass


def test_wrong_credentials_are_a_fault_of_the_lane(scripted, portal):
    server = scripted({"EHLO": "250-mx\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 No"})
    portal.change_settings(smtp_url=f"smtp://kim:wrong@localhost:{server.port}")

    with pytest.raises(LaneFault, match=r"535 5.7.8 No") as fault, outgoing().connect():
        pass

    assert "wrong" not in str(fault.value)


def test_it_says_who_is_calling(scripted):
    server = scripted()

    with outgoing().connect() as connection:
        connection.hand_over(letter(), yes)

    assert server.heard[0] == "ehlo portal.example.com"


def test_letters_are_read_back_by_the_standard_library(smtp):
    with outgoing().connect() as connection:
        connection.hand_over(letter(html="<p>Grüße</p>"), yes)

    parsed = message_from_bytes(smtp.arrived[0].raw, policy=policy.default)
    assert parsed.get_body(("html",)).get_content().strip() == "<p>Grüße</p>"
