"""Whose an address is, seen from a user who wants it for themselves."""

from enum import StrEnum

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.models import User
from portal.customers.models import ContactPoint, Customer, address_key
from portal.customers.registering import find_contact_point
from portal.database import session


class Standing(StrEnum):
    FREE = "free"
    OWN = "own"
    TO_JOIN = "to_join"
    """A person's own account, or what somebody without one has sent us: both can be joined."""
    STAFF = "staff"
    ORGANISATION = "organisation"
    """Of an organisation or asked for by one of its people: their records belong to others too."""
    SHARED = "shared"
    """More people than one are kept there."""
    CLOSED = "closed"

    @property
    def is_refused(self) -> bool:
        return self not in (Standing.FREE, Standing.OWN, Standing.TO_JOIN)


def standing(user: User, address: str) -> Standing:
    """Tell it to nobody but who reads the mail there."""
    other = queries.user_by_address(address)
    if other is not None and other.id == user.id:
        return Standing.OWN
    if other is not None and (other.is_staff or user.is_staff):
        return Standing.STAFF
    contact_point = find_contact_point(address)
    theirs = other.customer if other else contact_point.customer if contact_point else None
    if user.customer is None or theirs is None:
        return Standing.FREE
    if other is None and theirs.id == user.customer_id:
        return Standing.FREE if contact_point.user_id in (None, user.id) else Standing.SHARED
    if user.customer.is_organisation or theirs.is_organisation:
        return Standing.ORGANISATION
    if other is not None and not other.is_active:
        return Standing.CLOSED
    return Standing.TO_JOIN if is_all_of(theirs, other, address) else Standing.SHARED


def is_all_of(customer: Customer, user: User | None, address: str) -> bool:
    """Is this all we know of whom this customer is: one person, at addresses shown to be theirs?"""
    users = session.scalars(sa.select(User.id).where(User.customer_id == customer.id)).all()
    if users != ([user.id] if user else []):
        return False
    owned = ContactPoint.address_key == address_key(address)
    if user is not None:
        owned = sa.or_(owned, ContactPoint.user_id == user.id)
    others = sa.select(ContactPoint.id).where(ContactPoint.customer_id == customer.id, ~owned)
    return session.scalars(others).first() is None
