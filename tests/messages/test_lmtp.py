"""Mail by LMTP: an answer for each recipient, and 451 while it cannot be kept."""

import asyncio
import smtplib
import threading
import time

import pytest
from sqlalchemy import select

from portal.database import session
from portal.messages import lmtp
from portal.messages.models import InboundMail
from tests import make


@pytest.fixture
def door(app):
    """The port of a door that takes in mail for this portal."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(lmtp.listen(app, "127.0.0.1", 0), loop)
    server = listening.result(10)
    yield server.sockets[0].getsockname()[1]
    server.close()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def inbound():
    session.commit()
    return session.scalars(select(InboundMail).order_by(InboundMail.id)).all()


def test_a_mail_for_two_is_kept_for_each(ana, door):
    raw = make.eml(sender="ana@example.com", to="help@portal.example.com")
    with smtplib.LMTP("127.0.0.1", door) as server:
        server.ehlo_or_helo_if_needed()
        server.mail("ana@example.com")
        server.rcpt("help@portal.example.com")
        server.rcpt("r+x@in.x")
        answers = [server.data(raw), server.getreply()]

    assert [code for code, _ in answers] == [250, 250]
    assert {mail.envelope_to for mail in inbound()} == {"help@portal.example.com", "r+x@in.x"}
    assert {mail.return_path for mail in inbound()} == {"ana@example.com"}


def test_while_it_cannot_be_kept_it_comes_again(ana, door, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(lmtp, "receive", full)
    raw = make.eml(sender="ana@example.com", to="help@portal.example.com")
    with smtplib.LMTP("127.0.0.1", door) as server, pytest.raises(smtplib.SMTPDataError) as refused:
        server.sendmail("ana@example.com", ["help@portal.example.com"], raw)

    assert refused.value.smtp_code == 451


def test_it_runs_as_a_command_until_it_is_stopped(live):
    process = live.start("mail", "lmtp", "--port", "0")
    deadline = time.monotonic() + 30
    while "Taking in mail" not in live.log("mail"):
        assert time.monotonic() < deadline, live.log("mail")
        time.sleep(0.05)
    port = int(live.log("mail").strip().rpartition(":")[2])

    with smtplib.LMTP("127.0.0.1", port) as server:
        assert server.noop()[0] == 250
    process.terminate()

    assert process.wait(10) == 0
