"""Who reads the receipts: whoever reads the address they are for, and staff."""

from typing import Any

from sqlalchemy import ColumnElement, false, select, true

from portal.consent.models import ConsentEvent
from portal.customers.models import ContactPoint


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    if user.is_staff:
        return true()
    if user.id is None:
        return false()
    own = select(ContactPoint.id).where(ContactPoint.user_id == user.id)
    return ConsentEvent.contact_point_id.in_(own)


def may_read(user: Any, event: ConsentEvent) -> bool:
    return user.is_staff or (user.id is not None and event.contact_point.user_id == user.id)
