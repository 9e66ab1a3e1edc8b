"""Who reads of which calls. `visible_to` and `may_read` say the same, to the database and to
Python; what was said is for the desk alone.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, select, true

from portal.access import DESK
from portal.accounts.models import Sight
from portal.calls.models import Call
from portal.tickets import policy as tickets
from portal.tickets.models import Ticket


def visible_to(user: Any) -> ColumnElement[bool]:
    """A colleague who does not see all of their organisation reads of calls about what they see."""
    if user.is_staff:
        return true() if user.role in DESK else false()
    if user.customer_id is None:
        return false()
    own = and_(Call.customer_id == user.customer_id, Call.taken_back_at.is_(None))
    if user.sees is Sight.ALL:
        return own
    seen = select(Ticket.id).where(tickets.visible_to(user))
    return and_(own, Call.ticket_id.in_(seen))


def may_read(user: Any, call: Call) -> bool:
    if user.is_staff:
        return user.role in DESK
    if user.customer_id is None or user.customer_id != call.customer_id or call.taken_back_at:
        return False
    if user.sees is Sight.ALL:
        return True
    return call.ticket is not None and tickets.may_read(user, call.ticket)


def may_take_back(user: Any, call: Call) -> bool:
    """Whoever wrote it down."""
    return user.is_staff and user.id == call.by_id and call.taken_back_at is None
