"""What the desk's forecast stands on, and what became of it: promises met, the pace of each lane,
and every promise that was ever forecast to be late.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Model
from portal.deadlines.forecasting import Pace

NOBODY = 0
"""Stands for no colleague and no department, because a key has no gaps."""


class MetPromise(Model):
    """An answer that was promised and given, early or late."""

    __tablename__ = "met_promises"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    began_at: Mapped[datetime]
    met_at: Mapped[datetime] = mapped_column(index=True)
    department_id: Mapped[int]
    agent_id: Mapped[int]
    """Who looked after it when it was met."""


class LaneKind(StrEnum):
    AGENT = "agent"
    DEPARTMENT = "department"


class LanePace(Model):
    """How fast one colleague or one department answered lately, as a worker last looked."""

    __tablename__ = "lane_paces"

    kind: Mapped[LaneKind] = mapped_column(primary_key=True)
    lane_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[int]
    busy_minutes: Mapped[int]

    @property
    def pace(self) -> Pace:
        return Pace(self.answers, timedelta(minutes=self.busy_minutes))


class TicketForecast(Model):
    """That a promise was forecast to be late, since when, and what became of it."""

    __tablename__ = "ticket_forecasts"
    __table_args__ = (
        UniqueConstraint("ticket_id", "due_at"),
        Index("ix_ticket_forecasts_due", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    due_at: Mapped[datetime]
    """Which promise: another one of the same ticket is due at another moment."""
    foreseen_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When it was first forecast."""
    withdrawn_at: Mapped[datetime | None]
    """It looked better again."""
    met_at: Mapped[datetime | None]
