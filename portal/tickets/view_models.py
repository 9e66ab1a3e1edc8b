"""How the desk finds its way: tags, views with a name, and acts that can be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Json, Line, Model, Prose, Short


class TicketTag(Model):
    """A word the desk sorts a ticket by."""

    __tablename__ = "ticket_tags"
    __table_args__ = (
        UniqueConstraint("ticket_id", "word"),
        Index("ix_ticket_tags_word", "word", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    word: Mapped[Short]


class SavedView(Model):
    """Filters of the queue under a name: for who made it, or for everybody at the desk."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[Short]
    filters: Mapped[Prose]
    """As they stand in an address: "state=open&tag=brakes"."""
    is_shared: Mapped[bool] = mapped_column(default=False, index=True)
    is_pinned: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    owner: Mapped[User] = relationship()


class Act(Model):
    """Something done at the desk to one ticket or many, that can be undone for a day."""

    __tablename__ = "acts"
    __table_args__ = (Index(None, "actor_id", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    what: Mapped[Line]
    done_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]

    actor: Mapped[User] = relationship()


class ActStep(Model):
    """How one ticket stood before the act and after it; only what the act changed."""

    __tablename__ = "act_steps"
    __table_args__ = (UniqueConstraint("act_id", "ticket_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    before: Mapped[Json]
    after: Mapped[Json]
