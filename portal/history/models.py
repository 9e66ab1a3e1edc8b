"""The entries of the contact history."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.access import Role
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Short
from portal.history.events import KINDS, CustomerEvent


class Entry(Model):
    """One thing that happened with a customer: when, who did it, and the particulars."""

    __tablename__ = "entries"
    __table_args__ = (Index(None, "customer_id", "at", "id"), Index(None, "about", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[Short]
    about: Mapped[Line | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor_name: Mapped[Line]
    by_staff: Mapped[bool]
    particulars: Mapped[Json]

    customer: Mapped[Customer] = relationship()
    actor = relationship("User", foreign_keys=[actor_id])

    @property
    def sentence(self) -> str:
        return self.event.sentence()

    @property
    def icon(self) -> str:
        return KINDS[self.kind].icon

    @property
    def event(self) -> CustomerEvent:
        return KINDS[self.kind](**self.particulars)


class Look(Model):
    """That a member of staff had a customer's record or concern open, within one hour."""

    __tablename__ = "looks"
    __table_args__ = (UniqueConstraint("customer_id", "hour", "viewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    viewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role]
    """The role they had then: it is all that the customer is told about them."""
    hour: Mapped[datetime]
