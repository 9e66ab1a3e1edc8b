"""All of the desk sees what was proposed and how often that is right; who leads it sets it."""

from typing import Any

from portal.access import DESK, Role
from portal.tickets.models import Ticket

MANAGERS = frozenset({Role.LEAD, Role.ADMIN})


def may_decide(user: Any, ticket: Ticket) -> bool:
    """Whoever may sort the concern says whether what is proposed is right."""
    return user.role in DESK


def may_manage(user: Any) -> bool:
    return user.role in MANAGERS
