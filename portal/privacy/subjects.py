"""Whose data somebody's request is about."""

from sqlalchemy import and_, or_, select

from portal.accounts import removing
from portal.accounts.events import AddressRemoved
from portal.accounts.models import User
from portal.customers.models import ContactPoint, Customer, address_key
from portal.customers.registering import find_contact_point
from portal.database import session
from portal.history.models import Entry
from portal.manifest import domains
from portal.personal import PersonalTable, Subject


def subject_of(user: User) -> Subject:
    """The person who signs in as `user`.

    A customer who is a person may have several sign-ins, after they were joined: all of them are
    this person. In an organisation each user is somebody else.
    """
    customer = session.get_one(Customer, user.customer_id)
    is_whole = not customer.is_organisation
    users = _users_of(customer) if is_whole else [user]
    user_ids = tuple(each.id for each in users)
    removed = _removed_by(user)
    query = select(ContactPoint).where(ContactPoint.customer_id == customer.id)
    if not is_whole:
        given_up = and_(ContactPoint.id.in_(removed), removing.is_retired())
        query = query.where(or_(ContactPoint.user_id.in_(user_ids), given_up))
    points = session.scalars(query).all()
    typed = {each.email for each in users} | {
        address
        for address in (*removed.values(), *(each.address for each in points))
        if address and find_contact_point(address) in (None, *points)
    }
    keys = {each.address_key for each in points} | {address_key(each) for each in typed}
    names = {each.name for each in (*users, *points)} - {""}
    return Subject(
        customer_id=customer.id,
        number=customer.number,
        user_ids=user_ids,
        address_keys=tuple(sorted(keys)),
        spellings=tuple(sorted(keys | typed | {each.lower() for each in typed})),
        names=tuple(sorted(names)),
        is_whole=is_whole,
    )


def tables() -> list[PersonalTable]:
    """All tables that hold something about people; children stand before their parents."""
    return [table for domain in reversed(domains()) for table in domain.personal_data]


def _removed_by(user: User) -> dict[int, str]:
    """Addresses that they gave up. What is left of these says no more whose they were, and one that
    somebody else took since is no longer theirs."""
    removed = select(Entry.particulars).where(
        Entry.customer_id == user.customer_id,
        Entry.kind == AddressRemoved.kind,
        Entry.actor_id == user.id,
    )
    said = session.scalars(removed).all()
    return {each["contact_point_id"]: each["address"] for each in said}


def _users_of(customer: Customer) -> list[User]:
    return list(
        session.scalars(select(User).where(User.customer_id == customer.id).order_by(User.id))
    )
