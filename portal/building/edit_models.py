"""What was done to drafts, and what the checker found in them."""

from datetime import datetime
from typing import Annotated

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.building.models import ModelVersion
from portal.configurator.files import MOST_BYTES
from portal.database import Json, Line, Model, Short, Words

DRAWN = "brought in a drawing"
"""What a change is called that is of the picture alone."""


class ModelEdit(Model):
    """One change of a draft: `n` is what it counts since, `before` its file until then."""

    __tablename__ = "model_edits"
    __table_args__ = (UniqueConstraint("version_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"))
    n: Mapped[int]
    what: Mapped[Line]
    """What was done, in words."""
    before: Mapped[Annotated[str, mapped_column(Words(MOST_BYTES))] | None] = mapped_column(
        deferred=True
    )
    """None where it is too long ago to be kept."""
    takes_back: Mapped[int | None]
    """Which earlier change this one undid."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[ModelVersion] = relationship()
    by: Mapped[User | None] = relationship()

    @property
    def is_of_the_file(self) -> bool:
        """Only these are taken back: a drawing is replaced by another."""
        return self.what != DRAWN


class ModelCheck(Model):
    """What the checker found in a version, when its file was the one of this `sha256`."""

    __tablename__ = "model_checks"

    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), primary_key=True)
    sha256: Mapped[Short]
    findings: Mapped[Json]
    """{"found": [{fault, text, rules, pick}]}; empty until it is done."""
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_at: Mapped[datetime | None]
