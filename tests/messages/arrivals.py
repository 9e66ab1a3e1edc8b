"""Mails that come in to a running portal, and what became of them."""

from sqlalchemy import func, select

from portal.database import session
from portal.messages import identity
from portal.messages.models import InboundMail, Message
from tests import make

HELP = "help@portal.example.com"
IN = "in.portal.example.com"


def mail(**parts) -> bytes:
    return make.eml(**({"sender": "Ana Ruiz <ana@example.com>", "to": HELP} | parts))


def inbound() -> InboundMail:
    session.expire_all()
    return session.scalars(select(InboundMail).order_by(InboundMail.id.desc()).limit(1)).one()


def count(model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def kinds(message: Message) -> list[str]:
    session.expire_all()
    return [event.kind for event in session.get_one(Message, message.id).events]


def bounce(
    message: Message, *, to: str = "", status: str = "5.1.1", action: str = "failed"
) -> bytes:
    to = to or identity.return_address(message.token)
    return "\r\n".join(
        [
            "From: MAILER-DAEMON@mx.example.com",
            f"To: {to}",
            "Subject: Undelivered Mail Returned to Sender",
            "Message-ID: <bounce.1@mx.example.com>",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "Your message could not be delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.com",
            "",
            f"Final-Recipient: rfc822; {message.to_address}",
            f"Action: {action}",
            f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 {status} No such user here",
            "",
            "--b",
            "Content-Type: text/rfc822-headers",
            "",
            f"Message-ID: {identity.message_id(message.token)}",
            "Subject: About your concern",
            "",
            "--b--",
            "",
        ]
    ).encode()


def complaint(message: Message) -> bytes:
    return "\r\n".join(
        [
            "From: feedback@provider.example",
            f"To: {HELP}",
            "Subject: complaint",
            'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
            "",
            "--b",
            "Content-Type: text/plain",
            "",
            "This is an abuse report.",
            "--b",
            "Content-Type: message/feedback-report",
            "",
            "Feedback-Type: abuse",
            "User-Agent: Provider/1",
            "Version: 1",
            "",
            "--b",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {identity.message_id(message.token)}",
            "To: redacted@provider.example",
            "Subject: About your concern",
            "",
            "Hello",
            "--b--",
            "",
        ]
    ).encode()
