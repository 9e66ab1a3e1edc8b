"""Who may see and change whose account."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_

from portal.access import DESK, Role
from portal.accounts.models import Sight, User
from portal.customers.models import Customer
from portal.customers.personal import NOWHERE


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    if user.id is None:
        return false()
    if user.role in DESK:
        return User.id.is_not(None)
    if user.is_staff or not _runs_an_organisation(user):
        return User.id == user.id
    return or_(User.id == user.id, User.customer_id == user.customer_id)


def may_read(user: Any, other: User) -> bool:
    if user.id is None:
        return False
    if user.id == other.id or user.role in DESK:
        return True
    return _runs_an_organisation(user) and user.customer_id == other.customer_id


def may_manage_staff(user: Any, other: User) -> bool:
    """Change a role, end or give back access, or take an authenticator off; never one's own."""
    return user.role is Role.ADMIN and other.is_staff and other.id != user.id


def may_invite_staff(user: Any) -> bool:
    return user.role is Role.ADMIN


def may_invite_colleague(user: Any, customer: Customer) -> bool:
    return _runs_an_organisation(user) and user.customer_id == customer.id


def may_manage_colleague(user: Any, other: User) -> bool:
    """Change what a colleague sees, or end and give back their access; never one's own, nor that
    of somebody who was erased."""
    return (
        _runs_an_organisation(user)
        and user.customer_id == other.customer_id
        and user.id != other.id
        and not other.email_key.endswith(NOWHERE)
    )


def _runs_an_organisation(user: Any) -> bool:
    return user.customer_id is not None and user.sees is Sight.ALL and user.customer.is_organisation
