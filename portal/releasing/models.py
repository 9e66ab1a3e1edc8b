"""What was published and withdrawn, and what publishing a draft would do."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.building.models import ModelVersion
from portal.database import Json, Model, Prose, Short


class Step(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Release(Model):
    """That somebody published or withdrew a version, and what they said to it."""

    __tablename__ = "model_releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    step: Mapped[Step]
    note: Mapped[Prose] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[ModelVersion] = relationship()
    by: Mapped[User | None] = relationship()


class EffectCheck(Model):
    """What publishing the draft would do, when its file was the one of this `sha256`."""

    __tablename__ = "effect_checks"

    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), primary_key=True)
    sha256: Mapped[Short]
    effect: Mapped[Json]
    """See portal.releasing.effects; empty until it is done."""
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
