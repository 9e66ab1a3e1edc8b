"""Copies that customers ask for, wishes to be erased, and files that nothing names any more."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Json, Model, Short


class CopyState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class DataCopy(Model):
    """Somebody's copy of all we have about them: asked for, made by a worker, kept for a week."""

    __tablename__ = "data_copies"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (sha256 IS NOT NULL)", name="ready_has_a_file"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[CopyState] = mapped_column(default=CopyState.WAITING, index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempt: Mapped[Short | None]
    """The making's own token: a worker that was taken for dead cannot hand its copy in."""
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    sha256: Mapped[Short | None]
    size: Mapped[int] = mapped_column(default=0)

    user: Mapped[User] = relationship()


class ErasureState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Erasure(Model):
    """Somebody's wish to be erased, and afterwards the record of it, which names nobody."""

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_a_time"),
        Index("ix_erasures_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[ErasureState] = mapped_column(default=ErasureState.WAITING)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    progress: Mapped[Json]
    """{"table": …, "after": […]}: how far the run is; {} before it and after it."""
    counts: Mapped[Json]
    """How many rows of each table were about them."""
    kept: Mapped[Json]
    """{"kept": [{"what": …, "why": …, "until": …}]}: what had to stay."""
    again_on: Mapped[date | None]
    """When some of what had to stay may go."""

    customer: Mapped[Customer] = relationship()
    user: Mapped[User] = relationship()

    @property
    def is_waiting(self) -> bool:
        return self.state is ErasureState.WAITING


class LooseFile(Model):
    """A file whose last row may be gone: a worker looks, and takes it off the disk."""

    __tablename__ = "loose_files"

    sha256: Mapped[Short] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
