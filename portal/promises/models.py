"""Calendars, policies, rules that press, customer levels, and promises made by hand."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Short
from portal.deadlines.values import Promise

_WHERE_OPEN = {f"{kind}_where": text("state = 'open'") for kind in ("postgresql", "sqlite")}


class Level(StrEnum):
    """How close a customer is to us, and so how much we promise them."""

    BASIC = "basic"
    REACTIVE = "reactive"
    ACCOUNTABLE = "accountable"
    PROACTIVE = "proactive"
    PARTNERSHIP = "partnership"


class CustomerLevel(Model):
    __tablename__ = "customer_levels"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), primary_key=True
    )
    level: Mapped[Level]
    reason: Mapped[Line | None]


class BusinessCalendar(Model):
    """When people work: hours of the week in one time zone, and the days nobody does."""

    __tablename__ = "business_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line] = mapped_column(unique=True)
    time_zone: Mapped[Short]
    week: Mapped[Json]
    """{"0": ["09:00-12:00", "13:00-17:30"], ...}: the hours of each day, Monday first."""
    is_standard: Mapped[bool] = mapped_column(default=False)
    """The one that counts where a policy names none."""

    holidays: Mapped[list["Holiday"]] = relationship(
        order_by="Holiday.day", cascade="all, delete-orphan"
    )


class Holiday(Model):
    __tablename__ = "holidays"
    __table_args__ = (UniqueConstraint("calendar_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("business_calendars.id"))
    day: Mapped[date]
    name: Mapped[Line]


class PromisePolicy(Model):
    """What we promise to whom. What it leaves empty it does not narrow, and does not promise."""

    __tablename__ = "promise_policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    kind: Mapped[Short | None]
    level: Mapped[Level | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    product: Mapped[Line | None]
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("business_calendars.id"), index=True)
    first_minutes: Mapped[int | None]
    next_minutes: Mapped[int | None]
    solution_minutes: Mapped[int | None]
    is_on: Mapped[bool] = mapped_column(default=True)

    calendar: Mapped[BusinessCalendar | None] = relationship()

    def minutes(self, promise: Promise) -> int | None:
        return {
            Promise.FIRST_ANSWER: self.first_minutes,
            Promise.NEXT_ANSWER: self.next_minutes,
            Promise.SOLUTION: self.solution_minutes,
        }[promise]


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class PressingRule(Model):
    """What happens when a promise is about to run out, or has: who is told, how urgent it gets,
    which department takes over."""

    __tablename__ = "pressing_rules"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes_are_counted_from_due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise: Mapped[Promise]
    side: Mapped[Side]
    minutes: Mapped[int]
    tells_assignee: Mapped[bool] = mapped_column(default=True)
    tells_leads: Mapped[bool] = mapped_column(default=False)
    raises_to: Mapped[Short | None]
    """The priority a concern has at least from then on."""
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class HandPromise(Model):
    """Something one of us said to a customer that we would do, by when, and who does it."""

    __tablename__ = "hand_promises"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_a_time"),
        Index("ix_hand_promises_open", "by_when", "id", **_WHERE_OPEN),
        Index(None, "customer_id", "by_when"),
        Index(None, "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", onupdate="CASCADE"))
    about: Mapped[Line | None]
    """The concern or call it was made in: "ticket:7"."""
    what: Mapped[Line]
    """In words for the customer, who reads it."""
    by_when: Mapped[datetime]
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[PromiseState] = mapped_column(default=PromiseState.OPEN)
    settled_at: Mapped[datetime | None]
    pressed_at: Mapped[datetime | None]
    """When its owner was told that it is late."""
    once: Mapped[Short | None] = mapped_column(unique=True)
    """The key of the form it was made with: the same form twice makes it once."""

    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])

    @property
    def is_open(self) -> bool:
        return self.state is PromiseState.OPEN

    @property
    def is_late(self) -> bool:
        """Open past its time, or kept only after it."""
        return (self.settled_at or clock.now()) > self.by_when
