"""Tickets, the words exchanged in them, their files, viewers and drafts."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import ContactPoint, Customer
from portal.database import Json, Line, Model, Numbered, Prose, Short
from portal.departments.models import Department
from portal.orders.models import Order
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.states import Origin, Priority, TicketKind, TicketState, Visibility

_WHERE_SNOOZED = {
    f"{kind}_where": text("snoozed_until IS NOT NULL") for kind in ("postgresql", "sqlite")
}
_WHERE_SOLVED = {
    f"{kind}_where": text("solved_at IS NOT NULL") for kind in ("postgresql", "sqlite")
}
_WHERE_UNSOLVED = {f"{kind}_where": text("state <> 'solved'") for kind in ("postgresql", "sqlite")}


class Ticket(Numbered, Model):
    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("customer_id", "id"),
        of_the_same_customer(nullable="contact_point_id", parent="contact_points"),
        of_the_same_customer(nullable="order_id", parent="orders"),
        of_the_same_customer(nullable="follows_id", parent="tickets"),
        of_the_same_customer(nullable="merged_into_id", parent="tickets"),
        CheckConstraint("(state = 'solved') = (solved_at IS NOT NULL)", name="solved_has_a_time"),
        Index("ix_tickets_promised", "due_at", "id"),
        Index("ix_tickets_snoozed", "snoozed_until", "id", **_WHERE_SNOOZED),
        Index("ix_tickets_solved", "solved_at", "id", **_WHERE_SOLVED),
        Index("ix_tickets_unsolved", "assignee_id", "due_at", "id", **_WHERE_UNSOLVED),
        Index("ix_tickets_state", "state", "last_word_at", "id"),
        Index("ix_tickets_last_word", "last_word_at", "id"),
        Index("ix_tickets_of_customer", "customer_id", "last_word_at", "id"),
        *(
            Index(f"ix_tickets_by_{name}", name, "last_word_at", "id")
            for name in ("assignee_id", "department_id", "kind", "priority", "origin")
        ),
    )
    number_prefix = "C-"
    number_offset = 1_000

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    contact_point_id: Mapped[int]
    """Where answers go by mail."""
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    order_id: Mapped[int | None] = mapped_column(index=True)
    follows_id: Mapped[int | None] = mapped_column(index=True)
    """The concern, solved long ago, that this one goes on from."""
    merged_into_id: Mapped[int | None] = mapped_column(index=True)
    """The concern that holds its words now; what comes for this one goes there."""
    kind: Mapped[TicketKind]
    subject: Mapped[Line]
    snippet: Mapped[Line] = mapped_column(default="")
    """The first words of the last reply, for lists."""
    state: Mapped[TicketState] = mapped_column(default=TicketState.NEW)
    priority: Mapped[Priority] = mapped_column(default=Priority.NORMAL)
    origin: Mapped[Origin]
    confirmed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    due_at: Mapped[datetime | None]
    """When the next answer is promised; None when no promise runs."""
    snoozed_until: Mapped[datetime | None]
    """Out of the queue until then."""
    snoozed_due_at: Mapped[datetime | None]
    """The promise of a snoozed ticket, aside so that the queue needs no second look."""
    first_promised_at: Mapped[datetime] = mapped_column(index=True)
    first_answered_at: Mapped[datetime | None] = mapped_column(index=True)
    last_word_at: Mapped[datetime] = mapped_column(default=clock.now)
    solved_at: Mapped[datetime | None]
    solved_by_customer: Mapped[bool] = mapped_column(default=False)
    once: Mapped[Short | None] = mapped_column(unique=True)
    """The key of the form that raised it: the same form twice raises it once."""

    customer: Mapped[Customer] = relationship(overlaps="contact_point,order")
    contact_point: Mapped[ContactPoint] = relationship(overlaps="customer,order")
    order: Mapped[Order | None] = relationship(overlaps="customer,contact_point")
    raised_by: Mapped[User | None] = relationship(foreign_keys=[raised_by_id])
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    department: Mapped[Department | None] = relationship()
    replies: Mapped[list["Reply"]] = relationship(
        back_populates="ticket", order_by="Reply.id", overlaps="customer"
    )
    viewers: Mapped[list["TicketViewer"]] = relationship(order_by="TicketViewer.id")
    follows: Mapped["Ticket | None"] = relationship(
        primaryjoin="Ticket.follows_id == remote(Ticket.id)",
        foreign_keys=[follows_id],
        viewonly=True,
    )

    @property
    def is_solved(self) -> bool:
        return self.state is TicketState.SOLVED

    @property
    def is_answered(self) -> bool:
        return self.first_answered_at is not None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def is_snoozed(self) -> bool:
        return self.snoozed_until is not None

    @property
    def promised_at(self) -> datetime | None:
        """When our next answer is promised, snoozed or not: what the customer is told."""
        return self.due_at or self.snoozed_due_at

    @property
    def about(self) -> str:
        """How the history and the message ledger name this ticket."""
        return self.about_of(self.id)

    @staticmethod
    def about_of(ticket_id: int) -> str:
        return f"ticket:{ticket_id}"

    @staticmethod
    def id_about(about: str | None) -> int:
        """The id in "ticket:2841"; 0, which no ticket has, in what names no ticket."""
        kind, _, found = (about or "").partition(":")
        return int(found) if kind == "ticket" and found.isdigit() else 0


class Reply(Model):
    """Something said in a ticket: by the customer, by staff, or a note among staff."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("ticket_id", "id"),
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index(None, "ticket_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    author_name: Mapped[Line]
    by_staff: Mapped[bool]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.REPLY)
    origin: Mapped[Origin]
    body: Mapped[Prose]
    rest: Mapped[Prose] = mapped_column(default="")
    """What was cut off a mail: the quoted thread, a signature. One click away."""
    is_unverified: Mapped[bool] = mapped_column(default=False)
    """Came with the right token from an address that is not in this ticket: staff decide."""
    inbound_mail_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_mails.id"), unique=True)
    notes: Mapped[Json]
    """{"notes": [...]}: what reading the mail brought up, like "charset guessed"."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    once: Mapped[Short | None] = mapped_column(unique=True)

    ticket: Mapped[Ticket] = relationship(back_populates="replies", overlaps="customer")
    author: Mapped[User | None] = relationship()
    attachments: Mapped[list["Attachment"]] = relationship(
        order_by="Attachment.id", back_populates="reply", overlaps="ticket,replies"
    )

    @property
    def is_for_the_customer(self) -> bool:
        """Neither a note among staff nor what a third party wrote that nobody has let in."""
        return self.visibility is Visibility.REPLY and not self.is_unverified

    @property
    def awaits_decision(self) -> bool:
        """From a third party, and nobody at the desk has let it in or kept it out."""
        return self.is_unverified and self.visibility is Visibility.REPLY


class Attachment(Model):
    """A file in a reply. Its bytes are in the file store under `sha256`."""

    __tablename__ = "attachments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ticket_id", "reply_id"],
            ["replies.ticket_id", "replies.id"],
            onupdate="CASCADE",
        ),
        Index(None, "reply_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int]
    reply_id: Mapped[int]
    sha256: Mapped[Short]
    size: Mapped[int]
    name: Mapped[Line]
    media_type: Mapped[Short]
    """What the content is, sniffed; never what the sender claimed."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    reply: Mapped[Reply] = relationship(back_populates="attachments")


class TicketViewer(Model):
    """A colleague to whom a concern of their organisation was shown."""

    __tablename__ = "ticket_viewers"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        UniqueConstraint("ticket_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()


class Draft(Model):
    """What somebody has typed and not yet sent, kept at the server."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    place: Mapped[Short]
    """Where it was typed: "new", "reply-C-2841"."""
    fields: Mapped[Json]
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
