"""The ledger of mails out, what became of each, and the mails that came in."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Prose, Short


class Purpose(StrEnum):
    """Why a mail is sent; what the customer may switch off is decided by it."""

    ACCOUNT = "account"
    """Sign-in links, confirmations, invitations: asked for by the reader this minute."""
    SERVICE = "service"
    """Answers to concerns and news of orders: what the customer is waiting for."""


class MessageState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING = "handing"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"


UNDER_WAY = (MessageState.QUEUED, MessageState.CLAIMED, MessageState.HANDING)
NO_CHOICE = "none"
STUCK = (MessageState.UNCERTAIN, MessageState.FAILED, MessageState.BLOCKED)
EXPIRED = "expired before it could be sent"


class InboundState(StrEnum):
    RECEIVED = "received"
    ROUTED = "routed"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"
    FAILED = "failed"


UNFILED = (InboundState.RECEIVED, InboundState.FAILED)
PUT_ASIDE = (InboundState.QUARANTINED, InboundState.FAILED)


def new_token() -> str:
    """128 unguessable bits in letters that survive being lower-cased on the way."""
    return secrets.token_hex(16)


_WHERE_WAITED_FOR = {
    f"{kind}_where": text("consent_purpose IS NULL") for kind in ("postgresql", "sqlite")
}
"""So that somebody's sign-in link is found at once behind a hundred thousand follow-ups."""


class Message(Model):
    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_due", "state", "try_at"),
        Index("ix_messages_waited_for", "state", "try_at", **_WHERE_WAITED_FOR),
        Index(None, "thread", "id"),
        Index(None, "customer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[Short] = mapped_column(unique=True, default=new_token)
    reference: Mapped[Line] = mapped_column(unique=True)
    """What makes this mail the same mail when its cause runs twice."""
    purpose: Mapped[Purpose]
    consent_purpose: Mapped[Short | None]
    """Which choice of its reader's it stands on, like "check_ins"; None for what they wait for, and
    NO_CHOICE for a follow-up that stands on none, like a recall."""
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    thread: Mapped[Line | None]
    """What an answer to it belongs to, like "ticket:2841"."""
    to_address: Mapped[Line]
    to_name: Mapped[Line] = mapped_column(default="")
    from_name: Mapped[Line] = mapped_column(default="")
    subject: Mapped[Line]
    text: Mapped[Prose]
    html: Mapped[Prose | None]
    in_reply_to: Mapped[Json]
    """{"ids": [...]}: the Message-IDs of the thread so far, oldest first."""
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    reason: Mapped[Line | None]
    """Why it is blocked, failed, uncertain or waits longer, in our words."""
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it is to leave. Mails of a thread to one address leave in this order."""
    try_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When the next try may be: the due time at first, later after each temporary refusal."""
    expires_at: Mapped[datetime | None]
    attempt: Mapped[Short | None]
    """The claim's own token: a worker that lost its claim cannot write any more."""
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    smtp_code: Mapped[int | None]
    smtp_text: Mapped[Line | None]
    """What the mail server answered last."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    """When staff let it be although it did not, or may not have, left."""

    customer: Mapped[Customer | None] = relationship()
    events: Mapped[list["MessageEvent"]] = relationship(order_by="MessageEvent.id")

    @property
    def can_be_stopped(self) -> bool:
        """Its reader may say no to mails like it."""
        return self.consent_purpose not in (None, NO_CHOICE)


class MessageEvent(Model):
    """What happened to a message; only ever added to."""

    __tablename__ = "message_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[Short]
    particulars: Mapped[Json]


class Lane(Model):
    """The way to the mail server, the same for all workers: open, or paused after a fault."""

    __tablename__ = "lanes"

    name: Mapped[Short] = mapped_column(primary_key=True)
    faults: Mapped[int] = mapped_column(default=0)
    """How many times in a row it did not work."""
    reason: Mapped[Line | None]
    since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many mails went this way in the minute since `since`, where a minute has a limit."""


class Instance(Model):
    """Which installation this database belongs to, and why it may send nothing; see instance."""

    __tablename__ = "instances"

    name: Mapped[Short] = mapped_column(primary_key=True)
    instance: Mapped[Short]
    held: Mapped[Line | None]
    since: Mapped[datetime]
    by_name: Mapped[Line]
    """Who let it send again."""


class Suppression(Model):
    """An address we do not write to any more, kept as a keyed hash that survives erasure."""

    __tablename__ = "suppressions"

    address_hmac: Mapped[Short] = mapped_column(primary_key=True)
    reason: Mapped[Short]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class InboundMail(Model):
    """A mail that came in. Its bytes are on disk under `sha256` before this row exists; None when
    whoever sent it was erased."""

    __tablename__ = "inbound_mails"
    __table_args__ = (UniqueConstraint("sha256", "envelope_to"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[Short | None]
    body_sha256: Mapped[Short] = mapped_column(default="")
    """Of what follows the header lines: the same mail that came two ways has other headers."""
    size: Mapped[int]
    envelope_to: Mapped[Line] = mapped_column(default="")
    return_path: Mapped[Line] = mapped_column(default="")
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    message_id_header: Mapped[Line | None] = mapped_column(index=True)
    from_address: Mapped[Line | None] = mapped_column(index=True)
    from_name: Mapped[Line | None]
    subject: Mapped[Line | None]
    state: Mapped[InboundState] = mapped_column(default=InboundState.RECEIVED, index=True)
    outcome: Mapped[Short | None]
    reference: Mapped[Line | None]
    reason: Mapped[Line | None]
    matched_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    thread: Mapped[Line | None] = mapped_column(index=True)
    """What it belongs to, like "ticket:2841". Whoever takes the mail sets it before answering, so
    that the answer refers to it."""
    attempts: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime | None]
    """When a mail that could not be filed is tried again."""

    matched: Mapped[Message | None] = relationship()
