"""What a lead allows: for which departments the portal acts by itself, and what describes them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.articles.models import Topic
from portal.database import atomic, lock, session
from portal.departments.models import Department
from portal.learning import training
from portal.learning.models import DepartmentLearning, Field


@dataclass(frozen=True)
class Allowed:
    """One department as it is set."""

    department: Department
    acts: bool
    topics: Collection[str]


def allowed() -> list[Allowed]:
    """Those in the house and in use, by name."""
    set_ = {each.department_id: each for each in session.scalars(select(DepartmentLearning))}
    return [
        Allowed(
            each,
            acts=each.id in set_ and set_[each.id].acts,
            topics=set_[each.id].topics.get("topics", []) if each.id in set_ else [],
        )
        for each in _in_use()
    ]


@atomic()
def allow(department: Department, *, acts: bool, topics: Sequence[str], by: Actor) -> None:
    """Let the portal act for this department or only propose, and say which articles are its own.
    New examples are learned at once."""
    lock(department)
    known = [each.value for each in Topic if each.value in topics]
    found = session.get(DepartmentLearning, department.id)
    if found is None:
        found = DepartmentLearning(department_id=department.id, topics={}, changed_by_id=by.id)
        session.add(found)
    if found.topics.get("topics", []) != known:
        found.topics = {"topics": known}
        training.want(Field.DEPARTMENT)
    found.acts = acts
    found.changed_by_id = by.id
    found.changed_at = clock.now()


def _in_use() -> Sequence[Department]:
    return session.scalars(
        select(Department)
        .where(Department.retired_at.is_(None), Department.is_partner.is_(False))
        .order_by(Department.name, Department.id)
    ).all()
