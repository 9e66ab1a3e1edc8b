"""Handing mails to the mail server: Flask-Mail, made to keep promises.

Own `Mail.connect()` and `Connection`, nothing patched: certificates are verified, nothing waits
for ever, and between the server's "354 go ahead" and the first byte of a mail there is a moment
to write down that it is being handed over. Flask-Mail's own `mail.send(letter)` works as well.
"""

import logging
import smtplib
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import flask_mail
from flask import Flask, current_app

from portal.messages.answers import Answer, Stage
from portal.messages.letter import Letter
from portal.messages.mail_server import MailServer, mail_server

log = logging.getLogger(__name__)
CONNECT_SECONDS = 5
ANSWER_SECONDS = 15
ACCEPT_SECONDS = 60
"""After the last byte a server may look for viruses; giving up early leaves the mail in doubt."""


class LaneFault(Exception):
    """The mail server cannot be used at all now; the text says why."""


class Fenced(Exception):
    """The claim on this mail is somebody else's by now: nothing was sent."""


class Mail(flask_mail.Mail):
    """Flask-Mail for the server in the portal's settings."""

    def __init__(self, app: Flask) -> None:
        self.mail_server = mail_server(app.extensions["portal_settings"].smtp_url)
        super().__init__(app)

    def init_mail(self, config: dict[str, Any], debug: bool | int = False, testing: bool = False):
        return super().init_mail(
            {
                "MAIL_SERVER": self.mail_server.host,
                "MAIL_PORT": self.mail_server.port,
                "MAIL_USERNAME": self.mail_server.user,
                "MAIL_PASSWORD": self.mail_server.password,
                "MAIL_USE_TLS": self.mail_server.is_tls_after_greeting,
                "MAIL_USE_SSL": self.mail_server.is_tls_from_start,
            }
        )

    def connect(self) -> "Connection":
        return Connection(self)


def outgoing() -> Mail:
    """The mail server of this application, as its settings are now."""
    return Mail(current_app)  # type: ignore[arg-type]


class _Smtp(smtplib.SMTP):
    """Connects within CONNECT_SECONDS, under TLS when the server wants it from the start."""

    def __init__(self, server: MailServer, name: str) -> None:
        super().__init__(local_hostname=name, timeout=ANSWER_SECONDS)
        self._server = server
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = socket.create_connection((host, port), CONNECT_SECONDS)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(timeout)
        if self._server.is_tls_from_start:
            return self._server.tls().wrap_socket(opened, server_hostname=host)
        return opened


class Connection(flask_mail.Connection):
    """One conversation with the mail server, for many mails. Use it in a `with`."""

    host: smtplib.SMTP | None

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt, sign in. Raises LaneFault when any of it fails."""
        server: MailServer = self.mail.mail_server
        host = _Smtp(server, _helo_name(current_app.extensions["portal_settings"].host))
        try:
            code, text = host.connect(server.host, server.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, text)
            if server.is_tls_after_greeting:
                host.starttls(context=server.tls())
            host.ehlo_or_helo_if_needed()
            if server.user:
                host.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as fault:
            host.close()
            raise LaneFault(f"{server.name}: {said(fault)}") from fault
        self.num_emails = 0
        return host

    def __exit__(self, *_: Any) -> None:
        """Say goodbye if anybody still listens; what happened before matters more than this."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()

    def hand_over(self, letter: Letter, on_ready: Callable[[], bool]) -> Answer:
        """Hand over one letter in two phases.

        `on_ready` is called when the server waits for the letter, of which it has no byte yet.
        True: it is sent. False, or an exception: the server never gets it, and Fenced is raised.
        """
        content = letter.as_bytes()
        answer = self._try(letter, content, on_ready)
        if answer.stage is Stage.SENDER and self.num_emails:
            # Many servers end a conversation after so many mails: begin another one.
            self.hang_up()
            answer = self._try(letter, content, on_ready)
        return answer

    def send(self, message: Letter, envelope_from: Any = None) -> None:  # type: ignore[override]
        """Flask-Mail's way, in one step. Raises SMTPResponseException for a refused letter."""
        answer = self.hand_over(message, lambda: True)
        if not (answer.stage is Stage.END and 200 <= answer.code < 300):
            raise smtplib.SMTPResponseException(answer.code, answer.text)

    def _try(self, letter: Letter, content: bytes, on_ready: Callable[[], bool]) -> Answer:
        if self.host is None:
            self.host = self.configure_host()
        try:
            answer = self._converse(self.host, letter, content, on_ready)
        except BaseException:
            self.hang_up()
            raise
        if answer.code in (0, 421):
            self.hang_up()
        elif answer.stage is not Stage.END:
            self._forget_sender()
        return answer

    def _converse(
        self, host: smtplib.SMTP, letter: Letter, content: bytes, on_ready: Callable[[], bool]
    ) -> Answer:
        stage = Stage.SENDER
        try:
            answer = _answer(stage, host.mail(letter.envelope_from))
            if answer.code // 100 != 2:
                return answer
            stage = Stage.RECIPIENT
            answer = _answer(stage, host.rcpt(letter.envelope_to))
            if answer.code // 100 != 2:
                return answer
            stage = Stage.DATA
            answer = _answer(stage, host.docmd("DATA"))
            if answer.code != 354:
                return answer
            if not on_ready():
                raise Fenced
            stage = Stage.BODY
            host.send(as_lines(content))
            # The last line goes alone: before it the server cannot have taken the letter.
            stage = Stage.END
            host.sock.settimeout(ACCEPT_SECONDS)
            host.send(b".\r\n")
            answer = _answer(stage, host.getreply())
            host.sock.settimeout(ANSWER_SECONDS)
        except (OSError, smtplib.SMTPException) as fault:
            return Answer(stage, 0, said(fault))
        flask_mail.email_dispatched.send(current_app._get_current_object(), message=letter)
        self.num_emails += 1
        return answer

    def _forget_sender(self) -> None:
        try:
            self.host.rset()  # type: ignore[union-attr]
        except (OSError, smtplib.SMTPException):
            self.hang_up()

    def hang_up(self) -> None:
        """End it without a word; the next mail begins another one."""
        if self.host is not None:
            self.host.close()
        self.host = None


def as_lines(content: bytes) -> bytes:
    """The letter as it is sent: no line of it can be taken for the last."""
    content = content.replace(b"\n.", b"\n..")
    return b"." + content if content.startswith(b".") else content


def _answer(stage: Stage, reply: tuple[int, bytes]) -> Answer:
    code, text = reply
    return Answer(stage, code, readable(text))


def said(fault: BaseException) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {readable(fault.smtp_error)}"
    return str(fault) or type(fault).__name__


def readable(text: bytes | str) -> str:
    line = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())[:250]


def _helo_name(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"
