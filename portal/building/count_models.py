"""Counts of what customers do with a model."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Line, Model, Short


class ChoiceCount(Model):
    """How often something was done with one version on one day. Nobody stands behind it."""

    __tablename__ = "choice_counts"

    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    measure: Mapped[Short] = mapped_column(primary_key=True)
    """One of portal.building.counting.Measure, which says what the subject is."""
    subject: Mapped[Line] = mapped_column(primary_key=True)
    count: Mapped[int]


class GatheredFile(Model):
    """A file of counts that was added up: a crash after it never adds it a second time."""

    __tablename__ = "gathered_files"

    name: Mapped[Short] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
