"""Who reads what customers choose: those who make the models, lead, or sell them."""

from portal.access import DESK, Role
from portal.accounts.models import User

READERS = frozenset({Role.MODELLER, Role.LEAD, Role.MARKETER, Role.ADMIN})


def may_open_quotes(user: User) -> bool:
    return user.is_staff and user.role in DESK
