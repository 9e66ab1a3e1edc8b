"""Answering a mail from the demo's mailbox, through the door every inbound mail takes."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from flask import current_app

from portal import clock
from portal.demo.mailbox import Delivered
from portal.messages.receiving import Receipt, receive


def answer(mail: Delivered, body: str) -> Receipt:
    """Send `body` as the reader of `mail` would, and say what the portal made of it."""
    reply = reply_to(mail, body)
    return receive(reply.as_bytes(), envelope_to=parseaddr(reply["To"])[1], return_path=mail.to)


def reply_to(mail: Delivered, body: str) -> EmailMessage:
    reply = EmailMessage()
    reply["From"] = _sender(mail)
    reply["To"] = mail.headers.get("Reply-To") or mail.sender
    reply["Subject"] = mail.subject if mail.subject.startswith("Re: ") else f"Re: {mail.subject}"
    reply["Date"] = format_datetime(clock.now())
    reply["Message-ID"] = make_msgid(domain="mail.example.com")
    if original := mail.headers.get("Message-ID"):
        reply["In-Reply-To"] = original
        reply["References"] = f"{mail.headers.get('References', '')} {original}".strip()
    reply["Authentication-Results"] = _results(mail.to)
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    reply.set_content(
        f"{body}\n\nOn {mail.arrived_at:%d %b %Y, %H:%M}, {mail.sender} wrote:\n{quoted}\n"
    )
    return reply


def _sender(mail: Delivered) -> Address | str:
    name = parseaddr(mail.headers.get("To", ""))[0]
    return Address(name, addr_spec=mail.to)


def _results(address: str) -> str:
    """What the mail server in front of the portal would have found."""
    settings = current_app.extensions["portal_settings"]
    domain = address.rpartition("@")[2]
    return f"{settings.authserv_id}; dmarc=pass header.from={domain}; spf=pass"
