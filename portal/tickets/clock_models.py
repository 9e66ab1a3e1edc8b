"""The clock of a ticket: what it was promised, and why its clock stands still."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Line, Model
from portal.deadlines.values import Promise, Targets
from portal.tickets.belonging import of_the_same_customer

_WHERE_GOING_ON = {f"{kind}_where": text("ended_at IS NULL") for kind in ("postgresql", "sqlite")}


class TicketClock(Model):
    """By which terms a ticket is promised its answers. The promise of the answer that runs is in
    the ticket itself; here are the solution's, and what is left of those that stand still."""

    __tablename__ = "ticket_clocks"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index("ix_ticket_clocks_solution", "solution_due_at", "ticket_id"),
    )

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("business_calendars.id"), index=True)
    first_minutes: Mapped[int | None]
    next_minutes: Mapped[int | None]
    solution_minutes: Mapped[int | None]
    sources: Mapped[Json]
    """{"first_answer": "Partners", ...}: the name of the policy each promise came from."""
    owed_since: Mapped[datetime | None]
    """When the answer we owe began to be owed."""
    held_due_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    """Since when the answer that was due then stands still."""
    solution_due_at: Mapped[datetime | None]
    """None while the solution's clock stands still, and when none is promised."""
    solution_held_due_at: Mapped[datetime | None]
    solution_held_at: Mapped[datetime | None]

    @property
    def targets(self) -> Targets:
        return Targets(
            first_answer=_length(self.first_minutes),
            next_answer=_length(self.next_minutes),
            solution=_length(self.solution_minutes),
        )

    @targets.setter
    def targets(self, targets: Targets) -> None:
        self.first_minutes, self.next_minutes, self.solution_minutes = (
            _minutes(targets.of(promise)) for promise in Promise
        )


class PauseReason(StrEnum):
    """Whom we wait for; for the customer a ticket is put on waiting instead."""

    SUPPLIER = "supplier"
    PART = "part"
    WORKSHOP = "workshop"
    OTHER = "other"


class TicketPause(Model):
    """A time in which a ticket's clock stands still because we wait for somebody else."""

    __tablename__ = "ticket_pauses"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        Index("uq_ticket_pauses_going_on", "ticket_id", unique=True, **_WHERE_GOING_ON),
        Index("ix_ticket_pauses_until", "until", "id", **_WHERE_GOING_ON),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    reason: Mapped[PauseReason]
    words: Mapped[Line] = mapped_column(default="")
    """What exactly we wait for, in words for the customer, who reads them."""
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    until: Mapped[datetime | None]
    """When it ends by itself."""
    ended_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    by: Mapped[User] = relationship()


def _length(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(minutes=1)
