"""Calls as they were written down."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Line, Model, Prose, Short
from portal.orders.models import Order
from portal.promises.models import HandPromise
from portal.tickets.belonging import of_the_same_customer
from portal.tickets.models import Ticket


class Direction(StrEnum):
    IN = "in"
    """They rang."""
    OUT = "out"


class Call(Model):
    __tablename__ = "calls"
    __table_args__ = (
        of_the_same_customer(nullable="ticket_id", parent="tickets"),
        of_the_same_customer(nullable="order_id", parent="orders"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 600", name="some_minutes"),
        Index("ix_calls_of_customer", "customer_id", "at", "id"),
        Index("ix_calls_latest", "at", "id"),
        Index("ix_calls_ticket", "ticket_id", "at"),
        Index("ix_calls_order", "order_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    ticket_id: Mapped[int | None]
    order_id: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    direction: Mapped[Direction]
    spoke_with: Mapped[Line] = mapped_column(default="")
    number: Mapped[Short] = mapped_column(default="")
    minutes: Mapped[int | None]
    said: Mapped[Prose] = mapped_column(default="")
    """For colleagues; the customer never reads it."""
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("hand_promises.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    taken_back_at: Mapped[datetime | None]
    """It was written down by mistake."""
    once: Mapped[Short | None] = mapped_column(unique=True)

    customer: Mapped[Customer] = relationship(overlaps="ticket,order")
    ticket: Mapped[Ticket | None] = relationship(overlaps="customer,order")
    order: Mapped[Order | None] = relationship(overlaps="customer,ticket")
    by: Mapped[User] = relationship()
    promise: Mapped[HandPromise | None] = relationship()

    @property
    def about(self) -> str:
        """How the history names this call."""
        return f"call:{self.id}"

    @property
    def is_from_them(self) -> bool:
        return self.direction is Direction.IN
