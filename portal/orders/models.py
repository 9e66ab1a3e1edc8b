"""Orders and their production stages."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Numbered, Short
from portal.money import Money


class ProductionStage(StrEnum):
    ORDERED = "ordered"
    FRAME = "frame"
    PAINT = "paint"
    ASSEMBLY = "assembly"
    READY = "ready"
    DELIVERED = "delivered"


class Order(Numbered, Model):
    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("customer_id", "id"), Index(None, "placed_at", "id"))
    number_prefix = "M-"
    number_offset = 20_000

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    product: Mapped[Line]
    build: Mapped[Line]
    """The chosen configuration in words."""
    stage: Mapped[ProductionStage] = mapped_column(index=True)
    placed_at: Mapped[datetime] = mapped_column(default=clock.now)
    promised_on: Mapped[date]
    price_minor: Mapped[int]
    currency: Mapped[Short] = mapped_column(default="EUR")
    warranty_until: Mapped[date | None]
    cancelled_at: Mapped[datetime | None]
    own_stages: Mapped[Json | None]
    """How its product calls its stages, as it was placed with: see portal.orders.stages."""

    customer: Mapped[Customer] = relationship()
    steps: Mapped[list["OrderStep"]] = relationship(order_by="OrderStep.planned_on, OrderStep.id")

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def is_delivered(self) -> bool:
        return self.stage is ProductionStage.DELIVERED

    @property
    def is_being_built(self) -> bool:
        return not self.is_delivered and self.cancelled_at is None


class OrderStep(Model):
    """One production stage of one order, planned and done."""

    __tablename__ = "order_steps"
    __table_args__ = (UniqueConstraint("order_id", "stage"), Index(None, "stage", "done_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    stage: Mapped[ProductionStage]
    planned_on: Mapped[date]
    done_on: Mapped[date | None]
