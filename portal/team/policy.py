"""Who sees whose numbers."""

from typing import Any

from portal.access import DESK, Role

LEADS = frozenset({Role.LEAD, Role.ADMIN})


def may_read_numbers(user: Any) -> bool:
    return user.is_staff and user.role in DESK


def may_compare_agents(user: Any) -> bool:
    """What each colleague does is for their leads; everybody else sees their own."""
    return user.is_staff and user.role in LEADS
