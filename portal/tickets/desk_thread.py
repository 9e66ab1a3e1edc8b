"""A ticket as the desk reads it: every word and every happening, oldest first, and what became of
the mails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Row, select

from portal.database import session
from portal.history.models import Entry
from portal.messages.models import Message, MessageState
from portal.tickets import queries
from portal.tickets.events import (
    ThirdPartyWrote,
    TicketAnswered,
    TicketNoted,
    TicketRaised,
    TicketReplied,
)
from portal.tickets.models import Reply, Ticket

SAID_ANYWAY = [
    event.kind
    for event in (TicketRaised, TicketReplied, TicketAnswered, TicketNoted, ThirdPartyWrote)
]
"""Kinds of entries whose words stand in the thread themselves."""
DELIVERY = {
    MessageState.QUEUED: ("Mail waits to be sent", "", "clock"),
    MessageState.CLAIMED: ("Mail waits to be sent", "", "clock"),
    MessageState.HANDING: ("Mail is being sent", "", "clock"),
    MessageState.SENT: ("Mailed", "good", "check"),
    MessageState.FAILED: ("Mail failed", "bad", "circle-alert"),
    MessageState.UNCERTAIN: ("Mail may not have arrived", "warn", "triangle-alert"),
    MessageState.BLOCKED: ("Not mailed", "warn", "mail-x"),
}


@dataclass(frozen=True)
class Delivery:
    """What became of the mail of an answer, in words; `why` where it went wrong."""

    text: str
    tone: str
    icon: str
    why: str


@dataclass(frozen=True)
class File:
    url: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Said:
    """A word of the thread."""

    at: datetime
    reply: Reply
    delivery: Delivery | None
    files: Sequence[File]
    original_url: str


@dataclass(frozen=True)
class Happened:
    """A line between the words."""

    at: datetime
    text: str
    icon: str
    reply: None = None


def thread_of(ticket: Ticket, user: Any) -> list[Said | Happened]:
    words = queries.words_in(ticket, user)
    mails = _mails_of(words)
    items: list[Said | Happened] = [_said(ticket, word, mails.get(word.id)) for word in words]
    return sorted([*items, *_happenings(ticket)], key=lambda item: item.at)


def _said(ticket: Ticket, reply: Reply, mail: Row[Any] | None) -> Said:
    files = [
        File(_url("desk.file", ticket, file_id=file.id), file.name, file.size, file.media_type)
        for file in reply.attachments
    ]
    original = _url("desk.original", ticket, reply_id=reply.id) if reply.inbound_mail_id else ""
    return Said(reply.created_at, reply, _delivery(mail) if mail else None, files, original)


def _delivery(mail: Row[Any]) -> Delivery:
    text, tone, icon = DELIVERY[mail.state]
    wrong = mail.state in (MessageState.FAILED, MessageState.UNCERTAIN, MessageState.BLOCKED)
    return Delivery(text, tone, icon, (mail.reason or "") if wrong else "")


def _mails_of(words: Sequence[Reply]) -> dict[int, Row[Any]]:
    references = {f"ticket-answered:{word.id}": word.id for word in words if word.by_staff}
    if not references:
        return {}
    found = session.execute(
        select(Message.reference, Message.state, Message.reason).where(
            Message.reference.in_(references)
        )
    )
    return {references[mail.reference]: mail for mail in found}


def _happenings(ticket: Ticket) -> list[Happened]:
    entries = session.scalars(
        select(Entry)
        .where(Entry.about == ticket.about, Entry.kind.not_in(SAID_ANYWAY))
        .order_by(Entry.at, Entry.id)
    )
    return [Happened(entry.at, _line(entry), entry.icon) for entry in entries]


def _line(entry: Entry) -> str:
    if entry.actor_name:
        return f"{entry.actor_name} {entry.sentence}"
    return entry.sentence[:1].upper() + entry.sentence[1:]


def _url(endpoint: str, ticket: Ticket, **values: int) -> str:
    return url_for(endpoint, number=ticket.number, **values)
