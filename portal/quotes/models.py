"""Quotes, what orders were made of, and what has to be paid for them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.building.models import Build, ModelVersion
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Numbered, Prose, Short
from portal.money import Money
from portal.orders.models import Order


class QuoteState(StrEnum):
    ASKED = "asked"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PaymentState(StrEnum):
    DUE = "due"
    PAID = "paid"
    VOID = "void"


class ShownLine(NamedTuple):
    """A line of what is ordered: an option and what it adds, or a discount, which has no group."""

    group: str
    text: str
    price: Money


class Priced:
    """Something with a price for each, a quantity and perhaps a discount."""

    quantity: Mapped[int]
    unit_minor: Mapped[int]
    discount_minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[Short]
    lines: Mapped[Json]
    """What each is made of, as it was said then: {"lines": [[group, text, minor], …]}."""

    @property
    def unit(self) -> Money:
        return Money(self.unit_minor, self.currency)

    @property
    def discount(self) -> Money:
        return Money(self.discount_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.unit_minor * self.quantity - self.discount_minor, self.currency)

    @property
    def shown_lines(self) -> list["ShownLine"]:
        found: list[list[Any]] = self.lines.get("lines", [])
        return [ShownLine(group, text, Money(minor, self.currency)) for group, text, minor in found]


class Quote(Numbered, Priced, Model):
    __tablename__ = "quotes"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'withdrawn') OR valid_until IS NOT NULL", name="issued_is_valid"
        ),
        CheckConstraint("quantity > 0 AND discount_minor >= 0", name="amounts_are_real"),
        Index(None, "customer_id", "id"),
        Index(None, "state", "id"),
    )
    number_prefix = "Q-"
    number_offset = 5_000

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    build_id: Mapped[int | None] = mapped_column(ForeignKey("builds.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    product: Mapped[Line]
    summary: Mapped[Prose]
    picks: Mapped[Json]
    """Every option of the build, decided: {group: [options]}."""
    days: Mapped[int]
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.ASKED)
    words: Mapped[Prose] = mapped_column(default="")
    """What its customer said with it."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    once: Mapped[Short | None] = mapped_column(unique=True)
    discount_reason: Mapped[Line] = mapped_column(default="")
    note: Mapped[Prose] = mapped_column(default="")
    """What we say with it."""
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    issued_by: Mapped[Line] = mapped_column(default="")
    issued_at: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    answer_name: Mapped[Line] = mapped_column(default="")
    answer_text: Mapped[Prose] = mapped_column(default="")
    """The exact words that were accepted, or why it was declined."""
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), unique=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), unique=True)
    """The expired one it takes the place of."""

    customer: Mapped[Customer] = relationship()
    version: Mapped[ModelVersion] = relationship()
    build: Mapped[Build | None] = relationship()
    order: Mapped[Order | None] = relationship()
    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])

    @property
    def about(self) -> str:
        return f"quote:{self.id}"

    @property
    def is_expired(self) -> bool:
        is_over = self.valid_until is not None and self.valid_until <= clock.now()
        return self.state is QuoteState.ISSUED and is_over

    @property
    def is_open(self) -> bool:
        """It can be accepted now."""
        return self.state is QuoteState.ISSUED and not self.is_expired


class OrderedBuild(Priced, Model):
    """What an order was made of, from some moment on: enough to compute it again."""

    __tablename__ = "ordered_builds"
    __table_args__ = (
        UniqueConstraint("order_id", "n"),
        CheckConstraint("quantity > 0 AND discount_minor >= 0", name="amounts_are_real"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    n: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    version_sha256: Mapped[Short]
    """Of the model's text, which holds its prices too."""
    picks: Mapped[Json]
    summary: Mapped[Prose]
    days: Mapped[int]
    quote_id: Mapped[int | None] = mapped_column(ForeignKey("quotes.id"), index=True)
    once: Mapped[Short | None] = mapped_column(unique=True)
    once_said: Mapped[Line] = mapped_column(default="")
    """What the form with this key asked for."""
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    made_by: Mapped[Line] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[ModelVersion] = relationship()
    order: Mapped[Order] = relationship()


class Payment(Model):
    """An amount that is due for an order; below zero when we owe it."""

    __tablename__ = "order_payments"
    __table_args__ = (Index("ix_order_payments_state", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    way: Mapped[Short]
    """Which port takes it; see portal.quotes.paying."""
    what: Mapped[Short]
    """"order", "change", "cancellation" or "refund"."""
    reference: Mapped[Short] = mapped_column(unique=True)
    amount_minor: Mapped[int]
    currency: Mapped[Short]
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.DUE)
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who of us sees to it that a refund leaves."""
    settled_at: Mapped[datetime | None]
    """When it came, or left."""

    @property
    def is_owed(self) -> bool:
        """We owe it to them."""
        return self.amount_minor < 0

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
