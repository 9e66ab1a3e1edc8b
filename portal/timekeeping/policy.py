"""Everybody at the desk reads what we promise; who leads decides it."""

from typing import Any

from portal.access import DESK, Role

LEADS = frozenset({Role.LEAD, Role.ADMIN})


def may_set(user: Any, _thing: Any = None) -> bool:
    return user.role in LEADS


def may_settle(user: Any, _made: Any = None) -> bool:
    """Whoever is at the desk may say that a promise was kept: its owner may be ill."""
    return user.role in DESK
