"""Which departments there are, and who works in them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from portal.access import DESK
from portal.accounts.models import User
from portal.database import session
from portal.departments.models import Department, DepartmentMember

MOST = 200


def in_use() -> Select[tuple[Department]]:
    """Departments and partners that concerns can be handed to."""
    return select(Department).where(Department.retired_at.is_(None)).order_by(Department.name)


def names_in_house() -> Sequence[Row[tuple[int, str]]]:
    """Id and name of our own departments, for choosing one."""
    ours = in_use().where(Department.is_partner.is_(False)).limit(MOST)
    return session.execute(ours.with_only_columns(Department.id, Department.name)).all()


def in_house(department_id: int) -> Select[tuple[Department]]:
    """One of our own departments that is in use."""
    return in_use().where(Department.id == department_id, Department.is_partner.is_(False))


def partners() -> Select[tuple[Department]]:
    return in_use().where(Department.is_partner.is_(True))


def of(user: Any) -> Select[tuple[int]]:
    """The ids of the departments somebody works in."""
    return select(DepartmentMember.department_id).where(DepartmentMember.user_id == user.id)


def at_work(department: Department) -> Sequence[DepartmentMember]:
    """The members who can be given a concern now, in the order in which they joined."""
    return session.scalars(
        select(DepartmentMember)
        .join(DepartmentMember.user)
        .where(
            DepartmentMember.department_id == department.id,
            User.disabled_at.is_(None),
            User.role.in_(DESK),
        )
        .order_by(DepartmentMember.id)
    ).all()
