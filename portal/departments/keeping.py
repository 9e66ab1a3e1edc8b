"""Opening, changing and retiring departments. What somebody changed stands with the department."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.access import DESK, Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.departments.models import Department, DepartmentChange, DepartmentMember


class NameTaken(Exception):
    """Another department in use has this name."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the department since the form was drawn."""


class NotAtTheDesk(Exception):
    """Only who works at the desk can be a member, and only of our own departments."""


def open_department(
    *, name: str, purpose: str, by: Actor, is_partner: bool = False, address: str = ""
) -> Department:
    department = Department(
        name=name, name_key=key_of(name), purpose=purpose, is_partner=is_partner, address=address
    )
    try:
        return _open(department, by=by)
    except IntegrityError:
        raise NameTaken(name) from None


@atomic()
def _open(department: Department, *, by: Actor) -> Department:
    session.add(department)
    session.flush()
    _note(department, "opened it", by=by)
    return department


def change(
    department: Department, *, name: str, purpose: str, address: str, edits: int, by: Actor
) -> None:
    """Say anew what it is called and for. `edits` is the count its changer has seen."""
    try:
        _change(department, name=name, purpose=purpose, address=address, edits=edits, by=by)
    except IntegrityError:
        raise NameTaken(name) from None


@atomic()
def _change(
    department: Department, *, name: str, purpose: str, address: str, edits: int, by: Actor
) -> None:
    lock(department)
    if department.edits != edits:
        raise ChangedMeanwhile(department.name)
    if name != department.name:
        _note(department, f"renamed it from {department.name} to {name}", by=by)
    if purpose != department.purpose:
        _note(department, "said anew what it is for", by=by)
    if address != department.address:
        _note(department, f"changed its address to {address}", by=by)
    department.name, department.name_key = name, key_of(name)
    department.purpose, department.address = purpose, address
    department.edits += 1
    session.flush()


@atomic()
def let_in(department: Department, user: User, *, by: Actor) -> None:
    """Make somebody a member; what is dealt in turn comes to them as late as to the others."""
    lock(department)
    if department.is_partner or user.role not in DESK or not user.is_active:
        raise NotAtTheDesk(user.name)
    if any(member.user_id == user.id for member in department.members):
        return
    turn = max((member.turn for member in department.members), default=0)
    session.add(DepartmentMember(department_id=department.id, user_id=user.id, turn=turn))
    _note(department, f"let {user.name} in", by=by)


@atomic()
def let_go(department: Department, user: User, *, by: Actor) -> None:
    """End somebody's membership; the concerns they look after stay theirs."""
    lock(department)
    for member in [each for each in department.members if each.user_id == user.id]:
        session.delete(member)
        _note(department, f"let {user.name} go", by=by)


@atomic()
def set_members(department: Department, users: Sequence[User], *, by: Actor) -> None:
    """These people and nobody else."""
    lock(department)
    wanted = {user.id for user in users}
    for member in [each for each in department.members if each.user_id not in wanted]:
        let_go(department, member.user, by=by)
    for user in users:
        let_in(department, user, by=by)


@atomic()
def close(department: Department, *, successor: Department | None, by: Actor) -> bool:
    """From now on nothing is handed to it. False when that was so already."""
    lock(department)
    if department.is_retired:
        return False
    department.retired_at = clock.now()
    department.successor_id = successor.id if successor else None
    department.edits += 1
    _note(department, "retired it", by=by)
    return True


def bring_back(department: Department, *, by: Actor) -> None:
    try:
        _bring_back(department, by=by)
    except IntegrityError:
        raise NameTaken(department.name) from None


@atomic()
def _bring_back(department: Department, *, by: Actor) -> None:
    lock(department)
    if department.is_retired:
        department.retired_at = department.successor_id = None
        department.edits += 1
        _note(department, "brought it back", by=by)
        session.flush()


def key_of(name: str) -> str:
    return " ".join(name.casefold().split())[:80]


def _note(department: Department, what: str, *, by: Actor) -> None:
    session.add(DepartmentChange(department_id=department.id, by_id=by.id, what=what[:250]))


def last_changed_by(department: Department) -> User | None:
    """Who changed it last: the open concerns of a retired one move on in their name."""
    last = (
        select(DepartmentChange)
        .where(DepartmentChange.department_id == department.id)
        .order_by(DepartmentChange.id.desc())
        .limit(1)
    )
    found = session.scalars(last).one_or_none()
    return found.by if found else None
