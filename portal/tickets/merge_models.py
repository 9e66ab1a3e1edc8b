"""The journal of merges: what was put together, and how to take it apart again."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Json, Model
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket

_WHERE_IN_FORCE = {f"{kind}_where": text("undone_at IS NULL") for kind in ("postgresql", "sqlite")}


class TicketMerge(Model):
    """One ticket merged into another of the same customer, until it is undone."""

    __tablename__ = "ticket_merges"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        of_the_same_customer(nullable="into_id", parent="tickets"),
        Index("ix_ticket_merges_in_force", "ticket_id", unique=True, **_WHERE_IN_FORCE),
        Index(None, "into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int]
    ticket_id: Mapped[int]
    into_id: Mapped[int]
    was: Mapped[Json]
    """How the merged ticket stood: state and promise."""
    survivor_was: Mapped[Json]
    """How the survivor stood by itself, before anything that is merged into it now."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=clock.now)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    ticket: Mapped[Ticket] = relationship(
        foreign_keys="[TicketMerge.customer_id, TicketMerge.ticket_id]", viewonly=True
    )
    moves: Mapped[list["MergeMove"]] = relationship(order_by="MergeMove.id")


class MergeMove(Model):
    """One word that moved with a merge, or one reader who was given the survivor to read."""

    __tablename__ = "merge_moves"
    __table_args__ = (
        CheckConstraint("(reply_id IS NULL) <> (user_id IS NULL)", name="a_word_or_a_reader"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merge_id: Mapped[int] = mapped_column(ForeignKey("ticket_merges.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
