"""Who may say how customers' pages begin."""

from typing import Any

from portal.access import Role

LAYING_OUT = frozenset({Role.LEAD, Role.MARKETER, Role.ADMIN})


def may_lay_out(user: Any) -> bool:
    return user.role in LAYING_OUT
