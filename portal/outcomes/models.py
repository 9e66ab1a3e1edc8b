"""The numbers of large playbooks by day of enrolment, and lists of people kept from a number."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import Line, Model, Short
from portal.followups.models import Playbook


class OutcomeCount(Model):
    """One number of those who were enrolled on one day; see portal.outcomes.cells."""

    __tablename__ = "outcome_counts"

    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("playbook_versions.id"), primary_key=True)
    part: Mapped[Short] = mapped_column(primary_key=True)
    key: Mapped[Line] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class OutcomeDay(Model):
    """A day of a playbook that was counted, and when."""

    __tablename__ = "outcome_days"
    __table_args__ = (Index(None, "playbook_id", "counted_at"),)

    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(default=clock.now)


class CustomerList(Model):
    """Customers whom somebody kept from a number, as they were behind it that day. Being on it
    allows nothing: whoever writes to them asks every gate as always."""

    __tablename__ = "customer_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    source: Mapped[Line]
    """Which number of which playbook and days, in words."""
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("playbooks.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    size: Mapped[int]

    came_from: Mapped[Playbook | None] = relationship()
    made_by: Mapped[User] = relationship()


class ListMember(Model):
    __tablename__ = "list_members"

    list_id: Mapped[int] = mapped_column(ForeignKey("customer_lists.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), primary_key=True, index=True
    )

    customer: Mapped[Customer] = relationship()


class ListEnrolling(Model):
    """That the people of a list are put into a playbook, a few at a time; `reached` is the last."""

    __tablename__ = "list_enrollings"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("customer_lists.id"), index=True)
    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbooks.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reached: Mapped[int] = mapped_column(default=0)
    enrolled: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    trouble: Mapped[Line | None]

    playbook: Mapped[Playbook] = relationship()
    by: Mapped[User] = relationship()
