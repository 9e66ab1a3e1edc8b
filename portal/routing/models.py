"""The versions of the list of rules."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Line, Model


class RuleBook(Model):
    """The whole list as it stood from one change to the next. The latest is in force."""

    __tablename__ = "rule_books"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    rules: Mapped[Json]
    """{"rules": [...], "next_key": 4}; see portal.routing.rules."""
    what: Mapped[Line]
    """What the change was, in words."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()
