"""Giving an address up: we write to the main one instead, also about what came from this one."""

import sqlalchemy as sa

from portal.accounts import addresses, links, mails
from portal.accounts.events import AddressRemoved
from portal.accounts.models import User
from portal.customers.merging import is_named
from portal.customers.models import ContactPoint
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post

LONGEST_KEY = 250
WAS = " was "


class MainAddress(Exception):
    """The address they sign in with cannot be removed: another one must take its place first."""


@atomic()
def remove(contact_point: ContactPoint, *, by: User) -> None:
    """The address is theirs no more. Removing it twice does nothing."""
    user = lock(by)
    lock(contact_point)
    if contact_point.user_id != user.id:
        return
    main = find_contact_point(user.email)
    if main is None or main.id == contact_point.id:
        raise MainAddress(contact_point.address)
    record(
        AddressRemoved(
            address=contact_point.address, contact_point_id=contact_point.id, main_id=main.id
        ),
        customer=user.customer,
        by=by,
    )
    post(mails.address_removed(user, contact_point.address))
    links.revoke_at(contact_point.address_key)
    addresses.stop_all(user)
    if is_named(contact_point):
        _retire(contact_point)
    else:
        session.delete(contact_point)


def is_retired() -> sa.ColumnElement[bool]:
    """The row of an address that was given up."""
    return ContactPoint.user_id.is_(None) & ContactPoint.address_key.contains(WAS)


def _retire(contact_point: ContactPoint) -> None:
    """What was said for ever about it, like a consent, must not become about another address. So
    the row stays, under a key that no address has: whoever has the address next begins anew."""
    contact_point.user_id = contact_point.verified_at = None
    contact_point.address_key = f"{contact_point.id}{WAS}{contact_point.address_key}"[:LONGEST_KEY]
