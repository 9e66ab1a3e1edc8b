"""What staff put off, follow and set themselves to do about a ticket."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Prose
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket

_WHERE_UNDONE = {f"{kind}_where": text("done_at IS NULL") for kind in ("postgresql", "sqlite")}


class Snooze(Model):
    """Why a ticket is out of the queue, and whether the customer's word brings it back. Until when
    is in the ticket."""

    __tablename__ = "snoozes"
    __table_args__ = (of_the_same_customer(nullable="ticket_id", parent="tickets"),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[Line]
    wakes_on_reply: Mapped[bool]

    by: Mapped[User] = relationship()


class Follower(Model):
    """A member of staff who wants to be told when something happens in a ticket."""

    __tablename__ = "ticket_followers"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        UniqueConstraint("ticket_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)


class TicketTask(Model):
    """One thing to do about a ticket; several stand in the order in which they were put."""

    __tablename__ = "ticket_tasks"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index(None, "ticket_id", "id"),
        Index("ix_ticket_tasks_undone", "assignee_id", "due_at", **_WHERE_UNDONE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    text: Mapped[Line]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    ticket: Mapped[Ticket] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_at is not None and self.due_at < clock.now()


class Checklist(Model):
    """Tasks that often come together, by name: one a line."""

    __tablename__ = "checklists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line] = mapped_column(unique=True)
    lines: Mapped[Prose]
    removed_at: Mapped[datetime | None]
