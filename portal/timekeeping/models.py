"""What has been pressed already, and what was changed about our promises."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Line, Model
from portal.deadlines.values import Promise


class Pressed(Model):
    """That one rule has pressed for one promise of one ticket: it does so once."""

    __tablename__ = "pressed"
    __table_args__ = (
        UniqueConstraint("ticket_id", "rule_id", "promise", "began_at"),
        Index("ix_pressed_due", "ticket_id", "rule_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    rule_id: Mapped[int] = mapped_column(ForeignKey("pressing_rules.id"), index=True)
    promise: Mapped[Promise]
    began_at: Mapped[datetime]
    """When the promise began: each answer we owe is a promise of its own."""
    due_at: Mapped[datetime]
    """When it was due as we last looked: a promise that moved is looked at again, not pressed."""
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PromiseChange(Model):
    """One change to our calendars, policies or rules: who, when, in a sentence."""

    __tablename__ = "promise_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    by_name: Mapped[Line]
    sentence: Mapped[Line]
