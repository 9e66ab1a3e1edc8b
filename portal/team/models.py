"""Counts by day, what waits now, and which days have to be counted again."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Model, Short

NOBODY = 0
"""Stands for no agent and no department, because a key has no gaps."""


class TeamCount(Model):
    """How many tickets of one kind, department and agent did one thing on one day."""

    __tablename__ = "team_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[Short] = mapped_column(primary_key=True)
    """One of portal.team.measures.MEASURES."""
    kind: Mapped[Short] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Who looks after them now."""
    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """How long it took; see portal.figures.bucket_of. 0 where nothing is timed."""
    count: Mapped[int]


class TeamTopic(Model):
    """How many of the tickets that came on a day have a tag."""

    __tablename__ = "team_topics"

    day: Mapped[date] = mapped_column(primary_key=True)
    word: Mapped[Short] = mapped_column(primary_key=True)
    count: Mapped[int]


class TeamDay(Model):
    """A day that was counted, and when."""

    __tablename__ = "team_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class TeamChange(Model):
    """Something happened that concerns the counts of an earlier day. Only ever added to by those
    who work, so that nobody waits for anybody; workers take them away."""

    __tablename__ = "team_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]


class Reopening(Model):
    """That a ticket was taken up again: the ticket itself does not remember."""

    __tablename__ = "team_reopenings"
    __table_args__ = (Index(None, "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class TeamBacklog(Model):
    """What waited when somebody last looked: all rows are of the same moment."""

    __tablename__ = "team_backlog"

    kind: Mapped[Short] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    age: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The place of its age in portal.team.measures.AGES."""
    count: Mapped[int]
    late: Mapped[int]
    """How many of them wait past what was promised."""
    taken_at: Mapped[datetime]
