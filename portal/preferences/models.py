"""What users chose, and the notices for them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Short

MINUTES_A_DAY = 1440


class First(StrEnum):
    """Where somebody wants to hear of things first."""

    MAIL = "mail"
    PORTAL = "portal"


class How(StrEnum):
    """When a kind of notice goes by mail."""

    INSTANT = "instant"
    DAILY = "daily"
    NONE = "none"


class Preferences(Model):
    """One user's ways. Who has no row has chosen nothing yet."""

    __tablename__ = "preferences"
    __table_args__ = (
        CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_from_and_until"
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    first: Mapped[First] = mapped_column(default=First.MAIL)
    quiet_from: Mapped[int | None]
    """Minutes after midnight in the user's time zone."""
    quiet_until: Mapped[int | None]


class NoticeChoice(Model):
    """How one user wants to hear of one kind of thing, where it is not as we propose."""

    __tablename__ = "notice_choices"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    kind: Mapped[Short] = mapped_column(primary_key=True)
    how: Mapped[How]


class Notice(Model):
    """One thing that happened, told to one user in the words of their language."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_due", "mail_at", "user_id"),
        Index("ix_notices_latest", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[Short]
    text: Mapped[Line]
    path: Mapped[Line]
    """Where it leads, on this site."""
    about: Mapped[Line | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    mail_at: Mapped[datetime | None]
    """When it goes into a summary by mail; None when it never will, or has."""
    waits_for_sight: Mapped[bool] = mapped_column(default=False)
    """No mail when they were in the portal in the meantime."""

    user: Mapped[User] = relationship()
