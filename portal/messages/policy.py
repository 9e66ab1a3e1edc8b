"""Who may look into the mail ledger, and who may decide about what got stuck in it."""

from typing import Any

from sqlalchemy import ColumnElement, false, true

from portal.access import DESK, Role
from portal.messages.models import Message

FILE_READERS = DESK | {Role.MARKETER}
OPERATORS = frozenset({Role.ADMIN})
"""Who says that this installation may send."""
DECIDERS = frozenset({Role.LEAD, Role.ADMIN})


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database."""
    return true() if user.role in DESK else false()


def may_read(user: Any, _thing: object = None) -> bool:
    return user.role in DESK


def file_visible_to(user: Any) -> ColumnElement[bool]:
    """Whoever writes follow-ups reads the files of those, and of no other mail."""
    if user.role is Role.MARKETER:
        return Message.consent_purpose.is_not(None)
    return visible_to(user)


def may_decide(user: Any, _thing: object = None) -> bool:
    """Send again, give up, release, ignore."""
    return user.role in DECIDERS


def may_let_go(user: Any, _thing: object = None) -> bool:
    """Let an installation send that was held because it is another one."""
    return user.role in OPERATORS
