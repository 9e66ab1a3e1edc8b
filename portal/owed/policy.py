"""Who reads what is owed, and who makes it."""

from typing import Any

from portal.access import DESK, Role

READERS = DESK | {Role.MARKETER}


def may_read(user: Any, _owed: object = None) -> bool:
    return user.role in READERS


def may_make(user: Any, _owed: object = None) -> bool:
    """Write down that they were asked, take it over, or say that it is no longer owed."""
    return user.role in DESK
