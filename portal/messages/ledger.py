"""The ledger: every mail becomes a row in the transaction of its cause, before anything is sent."""

import logging
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import atomic, session
from portal.messages import header_values, suppressing, threads, writing
from portal.messages.mail import Mail
from portal.messages.models import Message, MessageEvent, MessageState
from portal.messages.once import insert_once
from portal.messages.writing import Words
from portal.reading import safe_text

log = logging.getLogger(__name__)
LINE = 250


@atomic()
def post(mail: Mail) -> Message:
    """Put `mail` into the ledger with the exact words it will have; a worker sends it.

    The same reference twice, even in the same moment, is one mail: the first. A mail that cannot
    or may not be sent is kept as blocked, with the reason. It never raises for what is in the
    mail, because then a broken template would undo what the mail only reports: the customer's
    reply would be lost. Staff see blocked mails, and the log has the error.
    """
    known = _posted(mail.reference)
    if known is not None:
        return known
    words, trouble = _words_of(mail)
    trouble = _unfit(mail, words) or trouble or suppressing.why_not(mail.to_address, mail.purpose)
    is_new = insert_once(Message, unique=["reference"], **_row(mail, words, trouble))
    message = session.scalars(select(Message).where(Message.reference == mail.reference)).one()
    if is_new:
        note(message, message.state, **({"reason": trouble} if trouble else {}))
    return message


def note(message: Message, kind: str, **particulars: Any) -> None:
    """Add to what happened to a message."""
    session.add(MessageEvent(message_id=message.id, kind=kind, particulars=particulars))


def _posted(reference: str) -> Message | None:
    return session.scalars(select(Message).where(Message.reference == reference)).one_or_none()


def _words_of(mail: Mail) -> tuple[Words, str | None]:
    """The words, or none and why; but a database that fails is no fault of the mail's."""
    try:
        return writing.write(mail), None
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("a mail could not be written", extra={"template": mail.template})
        subject = mail.subject if isinstance(mail.subject, str) else ""
        return Words(subject, "", None), f"content: {mail.template} cannot be filled in: {error}"[
            :LINE
        ]


def _unfit(mail: Mail, words: Words) -> str | None:
    """Why this mail must not be made into header lines; None when it may."""
    for part, value in (
        ("subject", words.subject),
        ("name of the reader", mail.to_name),
        ("name of the writer", mail.from_name),
        ("address", mail.to_address),
    ):
        if not header_values.is_safe(value):
            return f"content: a line break or control character in the {part}"
    if not header_values.deliverable(mail.to_address):
        return "content: not one address that mail can be sent to"
    return None


def _row(mail: Mail, words: Words, trouble: str | None) -> dict[str, Any]:
    due_at = mail.due_at or clock.now()
    ids = threads.ids_so_far(mail.thread, to_address=mail.to_address) if mail.thread else []
    return {
        "reference": mail.reference,
        "purpose": mail.purpose,
        "customer_id": mail.customer.id if mail.customer else None,
        "on_behalf_of_id": mail.on_behalf_of.id if mail.on_behalf_of else None,
        "thread": mail.thread,
        "to_address": _kept(mail.to_address),
        "to_name": _kept(mail.to_name),
        "from_name": _kept(_speaker(mail)),
        "subject": _kept(words.subject),
        "text": words.text,
        "html": words.html,
        "in_reply_to": {"ids": ids},
        "state": MessageState.BLOCKED if trouble else MessageState.QUEUED,
        "reason": trouble,
        "due_at": due_at,
        "try_at": due_at,
        "expires_at": mail.expires_at,
        "consent_purpose": mail.consent_purpose,
        **({"token": mail.token} if mail.token else {}),
    }


def _speaker(mail: Mail) -> str:
    company = current_app.extensions["portal_settings"].brand.name
    return f"{mail.from_name} at {company}" if mail.from_name else company


def _kept(value: str) -> str:
    """As it will stand in the header; of a blocked mail, with what must not stand there visible."""
    shown = safe_text.line(header_values.made_visible(value), LINE + 1)
    return shown if len(shown) <= LINE else shown[: LINE - 1] + "…"
