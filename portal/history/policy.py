"""Who reads the contact history: all staff. What customers see of it, each domain shows itself."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from portal.history.models import Entry


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    return true() if user.is_staff else false()


def may_read(user: Any, entry: Entry) -> bool:
    return user.is_staff
