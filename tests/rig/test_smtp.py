"""The mail server of the tests misbehaves as asked."""

import smtplib
import ssl

import pytest

from tests.rig import smtp

LETTER = b"Subject: Brakes\r\nMessage-ID: <1@example.com>\r\n\r\nHello\r\n"


@pytest.fixture
def server():
    started = smtp.Server()
    yield started
    started.close()


@pytest.fixture
def client(server):
    with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as talking:
        yield talking
        talking.close()


def test_it_keeps_what_it_is_given(server, client):
    client.sendmail("help@example.com", "ana@example.com", LETTER)

    (arrived,) = server.to("ana@example.com")
    assert (arrived.mail_from, arrived.header("Subject")) == ("help@example.com", "Brakes")


def test_it_refuses_as_often_as_asked(server, client):
    server.manners.refuse = {"ana@example.com": [451, 554]}

    for code in (451, 554):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.sendmail("help@example.com", "ana@example.com", LETTER)
        assert refused.value.recipients["ana@example.com"][0] == code
    client.sendmail("help@example.com", "ana@example.com", LETTER)

    assert len(server.arrived) == 1


def test_it_keeps_the_mail_and_hangs_up(server, client):
    server.manners.drop_after_data = {"ana@example.com"}

    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("help@example.com", "ana@example.com", LETTER)

    assert len(server.arrived) == 1


def test_it_can_be_silent(server):
    server.manners.silent = True

    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        smtplib.SMTP("127.0.0.1", server.port, timeout=0.1)


def test_its_certificate_is_trusted_only_by_who_is_told_to():
    server = smtp.Server(tls=True)
    with smtplib.SMTP("localhost", server.port, timeout=5) as client:
        with pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=ssl.create_default_context())
        client.close()
    with smtplib.SMTP("localhost", server.port, timeout=5) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(smtp.CERTIFICATE)))
    server.close()


def test_as_a_process_it_remembers_on_disk(tmp_path):
    process = smtp.Process(tmp_path, refuse={"ben@example.com": 554})
    port = int(process.url.rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail("help@example.com", "ana@example.com", LETTER)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("help@example.com", "ben@example.com", LETTER)

    assert process.arrived() == [{"message_id": "<1@example.com>", "to": ["ana@example.com"]}]
    process.close()
