"""Who reads what came of a playbook, and who keeps lists of its people."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from portal.followups.policy import READERS, WRITERS


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database."""
    return true() if user.role in READERS else false()


def may_read(user: Any, _thing: object = None) -> bool:
    return user.role in READERS


def may_keep(user: Any, _thing: object = None) -> bool:
    """Keep a list, take people along in a file, put a list into a playbook."""
    return user.role in WRITERS
