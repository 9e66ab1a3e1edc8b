"""How people arranged their pages, the steps they can take back, and how pages begin."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Model, Short


class OwnPage(Model):
    """What one person chose for their page. Who has no row follows the suggestion."""

    __tablename__ = "own_pages"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    choices: Mapped[Json]
    """See layout.Own."""


class ArrangeStep(Model):
    """How somebody's choices were before one step."""

    __tablename__ = "arrange_steps"
    __table_args__ = (Index("ix_arrange_steps_latest", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    before: Mapped[Json]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class StartingLayout(Model):
    """How the page of a segment begins, as staff set it."""

    __tablename__ = "starting_layouts"

    segment: Mapped[Short] = mapped_column(primary_key=True)
    tiles: Mapped[Json]
    """See layout.Start."""
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    changed_by: Mapped[User] = relationship()
