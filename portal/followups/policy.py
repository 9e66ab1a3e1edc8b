"""Who reads playbooks, who writes them and who may let them go."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from portal.access import Role

READERS = frozenset({Role.AGENT, Role.LEAD, Role.MARKETER, Role.ADMIN})
WRITERS = frozenset({Role.LEAD, Role.MARKETER, Role.ADMIN})


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database."""
    return true() if user.role in READERS else false()


def may_read(user: Any, _thing: object = None) -> bool:
    return user.role in READERS


def may_write(user: Any, _thing: object = None) -> bool:
    """Write versions, ask for approval, pause, go on, retire, enrol by hand."""
    return user.role in WRITERS


def may_approve(user: Any, version: Any) -> bool:
    """A second person, never who wrote it."""
    return user.role in WRITERS and version.created_by_id != user.id
