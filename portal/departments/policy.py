"""Departments are known to all of the desk; who leads it says what they are."""

from typing import Any

from portal.access import Role

MANAGERS = frozenset({Role.LEAD, Role.ADMIN})


def may_manage(user: Any) -> bool:
    return user.role in MANAGERS
