"""Who reads the policy, who decides on it, and who decides on a customer's level."""

from typing import Any

from portal.access import STAFF, Role

READERS = STAFF
DECIDERS = frozenset({Role.LEAD, Role.MARKETER, Role.ADMIN})


def may_read(user: Any, _thing: object = None) -> bool:
    return user.is_staff


def may_decide(user: Any, _thing: object = None) -> bool:
    """Publish a version, or put a customer's product on another level."""
    return user.role in DECIDERS
