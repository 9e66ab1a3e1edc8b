"""A mail as the bytes that leave: Flask-Mail's message, put into lines by ourselves.

Flask-Mail 0.10 encodes or breaks long ids, so that threads fall apart; lets line breaks through in
extra headers; loses the address of `("Doe, Jane", address)`; and sends lines of any length in
eight bits. The few shapes that we send are simpler to write than to repair.
"""

import binascii
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

import flask_mail
from flask import current_app

from portal.messages import header_values, identity
from portal.messages.models import Message

LONGEST_PLAIN_LINE = 900


class Letter(flask_mail.Message):
    """One mail to one reader, in plain text and HTML. The same letter always has the same bytes."""

    def __init__(
        self,
        *,
        to: tuple[str, str],
        writer: tuple[str, str],
        envelope_from: str,
        message_id: str,
        references: list[str],
        written_at: datetime,
        subject: str,
        body: str,
        html: str | None = None,
        reply_to: str | None = None,
        extra_headers: dict[str, str] | None = None,
    ) -> None:
        # Not Flask-Mail's own, which asks the network for this machine's name for each mail.
        self.to, self.writer = to, writer
        self.recipients, self.sender = [to], writer[1]
        self.cc, self.bcc, self.alts, self.attachments = [], [], {}, []
        self.mail_options, self.rcpt_options, self.charset = [], [], None
        self.subject, self.body, self.html = subject, body, html
        self.reply_to, self.extra_headers = reply_to, extra_headers
        self.date = written_at.timestamp()
        self.envelope_from = envelope_from
        self.msgId = message_id
        self.references = references

    @property
    def envelope_to(self) -> str:
        return header_values.deliverable(self.to[1])

    def has_bad_headers(self) -> bool:
        """Whether anything in a header line could break out of it, or is no address."""
        extra = self.extra_headers or {}
        texts = [self.subject, *self.to, *self.writer, *extra, *extra.values()]
        mailboxes = [self.to[1], self.writer[1], self.envelope_from]
        mailboxes += [self.reply_to] if self.reply_to else []
        return not (
            all(map(header_values.is_safe, texts))
            and all(map(header_values.deliverable, mailboxes))
            and all(map(header_values.is_message_id, (self.msgId, *self.references)))
        )

    def as_bytes(self) -> bytes:
        """The whole letter: ASCII only, no line over 998 characters, CRLF at each end of line."""
        if self.has_bad_headers():
            raise flask_mail.BadHeaderError
        plain = _part("plain", self.body or "")
        if self.html is None:
            content = plain
        else:
            boundary = f"=_{hashlib.sha256(self.msgId.encode()).hexdigest()[:24]}"
            opening, closing = f"\r\n--{boundary}\r\n".encode(), f"\r\n--{boundary}--\r\n".encode()
            content = (
                f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n'.encode()
                + opening + plain + opening + _part("html", self.html) + closing
            )  # fmt: skip
        return "\r\n".join(self._header_lines()).encode("ascii") + b"\r\n" + content

    def as_string(self) -> str:
        return self.as_bytes().decode("ascii")

    def _header_lines(self) -> list[str]:
        date = datetime.fromtimestamp(self.date or 0, UTC)
        lines = [
            header_values.mailbox("From", *self.writer),
            header_values.mailbox("To", self.to[0], self.envelope_to),
            header_values.words("Subject", self.subject),
            f"Date: {format_datetime(date)}",
            f"Message-ID: {self.msgId}",
        ]
        if self.reply_to:
            lines.append(header_values.mailbox("Reply-To", self.writer[0], str(self.reply_to)))
        if self.references:
            lines.append(header_values.ids("In-Reply-To", self.references[-1:]))
            lines.append(header_values.ids("References", self.references))
        lines += [header_values.words(*each) for each in (self.extra_headers or {}).items()]
        return [*lines, "MIME-Version: 1.0"]


def letter_of(message: Message) -> Letter:
    """The letter that a row of the ledger says. It depends on nothing that changes later."""
    settings = current_app.extensions["portal_settings"]
    headers = {"X-Auto-Response-Suppress": "All", "X-CRM-Loop": settings.inbound_domain}
    if message.on_behalf_of_id is None:
        headers["Auto-Submitted"] = "auto-generated"
    if message.can_be_stopped:
        headers |= _way_out(message)
    return Letter(
        to=(message.to_name, message.to_address),
        writer=(message.from_name, settings.mail_from),
        envelope_from=identity.return_address(message.token),
        message_id=identity.message_id(message.token),
        references=list(message.in_reply_to["ids"]),
        written_at=message.due_at,
        subject=message.subject,
        body=message.text,
        html=message.html,
        reply_to=identity.reply_address(message.token) if message.thread else None,
        extra_headers=headers,
    )


def _way_out(message: Message) -> dict[str, str]:
    """One click in the reader's mail program ends mails of this purpose (RFC 2369, RFC 8058)."""
    base_url = current_app.extensions["portal_settings"].base_url
    return {
        "List-Unsubscribe": f"<{base_url}/u/{identity.link_mark(message.token)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _part(subtype: str, text: str) -> bytes:
    # It ends with a line end, without which the server would wait for the end of the mail.
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    content = "\r\n".join([*lines, ""]).encode()
    encoding = "7bit"
    if not content.isascii() or max(map(len, content.split(b"\r\n"))) > LONGEST_PLAIN_LINE:
        content = binascii.b2a_qp(content, istext=True)
        encoding = "quoted-printable"
    header = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}"
    return header.encode() + b"\r\n\r\n" + content
