"""What the desk's composer keeps: answers that have not left, canned texts, who is at a ticket."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Prose, Short
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Priority, Ticket, TicketState


class HeldState(StrEnum):
    WAITING = "waiting"
    STOPPED = "stopped"
    ASIDE = "aside"


class HeldAnswer(Model):
    """An answer that somebody sent and that has not left. No customer sees anything of it.

    It waits until it is due, is stopped when the customer writes first, or was taken back: then it
    is put aside, and only its files are left of it, for the composer of who took it back.
    """

    __tablename__ = "held_answers"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        UniqueConstraint("ticket_id", "once"),
        Index("ix_held_answers_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int] = mapped_column(index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"))
    """Where it goes, as it stood when it was sent."""
    body: Mapped[Prose]
    then: Mapped[TicketState]
    macro_id: Mapped[int | None] = mapped_column(ForeignKey("macros.id"))
    """What else is set when it leaves."""
    seen_id: Mapped[int]
    """The last word of the ticket that its writer had before them."""
    due_at: Mapped[datetime]
    is_planned: Mapped[bool] = mapped_column(default=False)
    """For a day that was chosen, not for the seconds in which it can be undone."""
    state: Mapped[HeldState] = mapped_column(default=HeldState.WAITING)
    reason: Mapped[Line] = mapped_column(default="")
    once: Mapped[Short | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    ticket: Mapped[Ticket] = relationship()
    author: Mapped[User] = relationship()
    files: Mapped[list["HeldFile"]] = relationship(order_by="HeldFile.id", passive_deletes="all")


class HeldFile(Model):
    """A file of an answer that has not left. Its bytes are in the file store under `sha256`."""

    __tablename__ = "held_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    held_id: Mapped[int] = mapped_column(ForeignKey("held_answers.id"), index=True)
    sha256: Mapped[Short]
    size: Mapped[int]
    name: Mapped[Line]
    media_type: Mapped[Short]


class Macro(Model):
    """A canned answer, and what is set when it leaves. Without an owner it is everybody's."""

    __tablename__ = "macros"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    body: Mapped[Prose] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    then: Mapped[TicketState | None]
    priority: Mapped[Priority | None]
    assigns_me: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Presence(Model):
    """Somebody of the desk has the ticket open, or types in it."""

    __tablename__ = "desk_presences"

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime]
    typed_at: Mapped[datetime | None]


class DeskNotice(Model):
    """Something a colleague or a waiting answer wants somebody of the desk to know."""

    __tablename__ = "desk_notices"
    __table_args__ = (
        UniqueConstraint("user_id", "reply_id"),
        Index("ix_desk_notices_unread", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), index=True)
    """The note that names them."""
    path: Mapped[Short | None]
    """Where it can be seen, for what is about no ticket."""
    text: Mapped[Line]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    ticket: Mapped[Ticket | None] = relationship()


class SendingWay(Model):
    """How many seconds the answers of somebody wait, so that they can be undone."""

    __tablename__ = "sending_ways"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    seconds: Mapped[int]
