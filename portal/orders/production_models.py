"""What happens to an order between its promise and its delivery: parts of the work that are done,
waits, moved dates, delays a customer is asked to agree to, parcels, and how it was cancelled."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.database import Line, Model, Prose, Short
from portal.money import Money
from portal.orders.models import ProductionStage


class Reason(StrEnum):
    """Why an order waits, or why its dates moved."""

    PARTS = "parts"
    CAPACITY = "capacity"
    QUALITY = "quality"
    ANSWER = "answer"
    PAYMENT = "payment"
    CARRIER = "carrier"
    CHANGE = "change"
    OTHER = "other"


class DelayState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class OrderPart(Model):
    """One part of a stage's work that is done: a sub-stage."""

    __tablename__ = "order_parts"
    __table_args__ = (UniqueConstraint("order_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    part: Mapped[Short]
    """A name of words.PARTS."""
    done_on: Mapped[date]


class OrderWait(Model):
    """A time in which nothing could be done, and why. At most one of an order is open."""

    __tablename__ = "order_waits"
    __table_args__ = (
        Index(
            "ix_order_waits_open",
            "order_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    stage: Mapped[ProductionStage]
    reason: Mapped[Reason]
    words: Mapped[Line] = mapped_column(default="")
    """What the customer reads beside the reason."""
    expected_on: Mapped[date | None]
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]


class DateMove(Model):
    """A planned day that was another day before."""

    __tablename__ = "order_date_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    stage: Mapped[ProductionStage]
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[Reason]
    words: Mapped[Line] = mapped_column(default="")
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    moved_by: Mapped[Line] = mapped_column(default="")
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)


class Delay(Model):
    """A promise we cannot keep, and what the customer says to the new day."""

    __tablename__ = "order_delays"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended_has_a_time"),
        Index(
            "ix_order_delays_asked",
            "order_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_order_delays_open", "ended_at", "answer_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[Reason]
    words: Mapped[Line] = mapped_column(default="")
    state: Mapped[DelayState] = mapped_column(default=DelayState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer_by: Mapped[date]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answered_by: Mapped[Line] = mapped_column(default="")

    @property
    def is_asked(self) -> bool:
        return self.state is DelayState.ASKED


class Parcel(Model):
    """One box on its way, and where its carrier says how far it is."""

    __tablename__ = "order_parcels"
    __table_args__ = (UniqueConstraint("order_id", "carrier", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    carrier: Mapped[Short]
    code: Mapped[Short]
    url: Mapped[Line] = mapped_column(default="")
    sent_on: Mapped[date]


class Cancellation(Model):
    """How an order ended before it was delivered, and what that cost."""

    __tablename__ = "order_cancellations"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), unique=True)
    fee_minor: Mapped[int]
    currency: Mapped[Short]
    words: Mapped[Prose] = mapped_column(default="")
    by_staff: Mapped[bool]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    cancelled_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.currency)
