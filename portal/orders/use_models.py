"""When somebody used for the first time what they ordered."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Model, Short
from portal.orders.models import Order


class Told(StrEnum):
    """How we know of it."""

    PORTAL = "portal"
    """Its owner said so on their page."""
    DESK = "desk"
    SYSTEM = "system"
    """Another system of the company's, like a motor that reports its first ride."""


class FirstUse(Model):
    __tablename__ = "first_uses"
    __table_args__ = (Index(None, "used_on", "order_id"),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    used_on: Mapped[date]
    via: Mapped[Short]
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    order: Mapped[Order] = relationship()
