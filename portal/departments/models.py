"""Departments, who belongs to them, and what was changed about them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.database import Line, Model, Prose, Short

_WHERE_IN_USE = {f"{kind}_where": text("retired_at IS NULL") for kind in ("postgresql", "sqlite")}


class Department(Model):
    __tablename__ = "departments"
    __table_args__ = (
        Index("uq_departments_name_in_use", "name_key", unique=True, **_WHERE_IN_USE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Short]
    name_key: Mapped[Short]
    """The name as names are compared: two departments in use never have the same."""
    purpose: Mapped[Prose] = mapped_column(default="")
    """What it is for, in the words customers use: the desk's triage learns from it, too."""
    is_partner: Mapped[bool] = mapped_column(default=False)
    address: Mapped[Line] = mapped_column(default="")
    """Where a partner is written to."""
    retired_at: Mapped[datetime | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    """Where the open concerns of a retired one go; None: to no department."""
    edits: Mapped[int] = mapped_column(default=1)
    """Changes whenever somebody changes it: whoever saves names the one they began with."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    members: Mapped[list["DepartmentMember"]] = relationship(
        order_by="DepartmentMember.id", back_populates="department"
    )

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


class DepartmentMember(Model):
    """A member of staff who works in a department."""

    __tablename__ = "department_members"
    __table_args__ = (UniqueConstraint("department_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    turn: Mapped[int] = mapped_column(default=0)
    """Grows each time a concern is dealt to them: whose is lowest comes next."""

    department: Mapped[Department] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class DepartmentChange(Model):
    """What somebody changed about a department."""

    __tablename__ = "department_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    what: Mapped[Line]
    at: Mapped[datetime] = mapped_column(default=clock.now)

    by: Mapped[User] = relationship()
