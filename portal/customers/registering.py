"""Getting to know a customer: the first address we have of them, and what they are."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.customers.models import ContactPoint, Customer, CustomerKind, address_key
from portal.database import atomic, lock, session
from portal.web.languages import language

LONGEST_NAME = 250


def find_contact_point(address: str) -> ContactPoint | None:
    return session.scalars(
        select(ContactPoint)
        .options(joinedload(ContactPoint.customer))
        .where(ContactPoint.address_key == address_key(address))
    ).one_or_none()


def contact_points_at(addresses: Collection[str]) -> dict[str, ContactPoint]:
    """Those of these addresses that we know, each as it was asked for."""
    keys = {each: address_key(each) for each in addresses}
    found = session.scalars(
        select(ContactPoint)
        .options(joinedload(ContactPoint.customer))
        .where(ContactPoint.address_key.in_(keys.values()))
    )
    known = {each.address_key: each for each in found}
    return {address: known[key] for address, key in keys.items() if key in known}


@atomic()
def contact_point_for(address: str, *, name: str = "") -> ContactPoint:
    """Whoever is reached at `address`; a stranger becomes a customer with an unverified address,
    who reads the language of the page they came by."""
    known = find_contact_point(address)
    if known is not None:
        return known
    try:
        with session.begin_nested():
            return _stranger_at(address, name[:LONGEST_NAME].strip())
    except IntegrityError:
        # Somebody else met the same stranger in this very moment.
        return session.scalars(
            select(ContactPoint).where(ContactPoint.address_key == address_key(address))
        ).one()


@atomic()
def make_organisation(customer: Customer, *, name: str) -> Customer:
    """Let a person's record be that of their organisation: other people may now join it."""
    lock(customer)
    customer.kind = CustomerKind.ORGANISATION
    customer.name = name
    return customer


def _stranger_at(address: str, name: str) -> ContactPoint:
    address = address.strip()
    customer = Customer(name=name or address.partition("@")[0], language=language().code)
    session.add(customer)
    session.flush()
    contact_point = ContactPoint(
        customer_id=customer.id, name=name, address=address, address_key=address_key(address)
    )
    session.add(contact_point)
    session.flush()
    return contact_point
