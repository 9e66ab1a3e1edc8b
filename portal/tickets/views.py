"""The desk's fixed views: what each of them holds, and in what order."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, bindparam, select

from portal.database import UTCDateTime
from portal.tickets.forecasts import will_be_late
from portal.tickets.models import Ticket
from portal.tickets.ordering import (
    LATEST,
    LONGEST_SILENT,
    SOONEST,
    SOONEST_THEN_WAITING,
    SORTED,
    Order,
    in_order,
)
from portal.tickets.spam import IS_SPAM
from portal.tickets.spam_models import TicketSpam

t = Ticket.__table__.c


class View(StrEnum):
    NEEDS_REPLY = "needs-reply"
    LATE = "late"
    WILL_BE_LATE = "will-be-late"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    SOLVED = "solved"
    ALL = "all"
    SPAM = "spam"

    @property
    def title(self) -> str:
        return TITLES[self]


TITLES = {
    View.NEEDS_REPLY: "Needs a reply",
    View.LATE: "Late or soon",
    View.WILL_BE_LATE: "Will be late",
    View.MINE: "Assigned to me",
    View.UNASSIGNED: "Unassigned",
    View.WAITING: "Waiting for customer",
    View.SOLVED: "Solved",
    View.ALL: "All",
    View.SPAM: "Spam",
}


def exactly(constant: object) -> ColumnElement[Any]:
    return sa.literal_column(f"'{constant}'" if isinstance(constant, str) else str(constant))


_unsolved = t.state != exactly("solved")
"""Word for word the condition of the index ix_tickets_unsolved."""
HOLDS: dict[View, Sequence[ColumnElement[bool]]] = {
    View.NEEDS_REPLY: [t.due_at.is_not(None)],
    View.LATE: [t.due_at < bindparam("soon", type_=UTCDateTime)],
    View.WILL_BE_LATE: [will_be_late(bindparam("now", type_=UTCDateTime))],
    View.MINE: [t.assignee_id == bindparam("me", type_=sa.Integer), _unsolved],
    View.UNASSIGNED: [t.assignee_id.is_(None), t.due_at.is_not(None), _unsolved],
    View.WAITING: [t.state == exactly("waiting")],
    View.SOLVED: [t.state == exactly("solved"), ~IS_SPAM],
    View.ALL: [~IS_SPAM],
    View.SPAM: [t.id.in_(select(TicketSpam.ticket_id))],
}
COUNTED = (View.NEEDS_REPLY, View.LATE, View.WILL_BE_LATE, View.UNASSIGNED, View.WAITING)
"""Where work waits, for all of the desk alike."""
ORDERS = dict.fromkeys(View, SOONEST) | {
    View.MINE: SOONEST_THEN_WAITING,
    View.WAITING: LONGEST_SILENT,
    View.SOLVED: LATEST,
    View.ALL: LATEST,
    View.SPAM: LATEST,
}


def order_of(view: View, sort: str) -> Order:
    return SORTED[sort] if sort else ORDERS[view]


@cache
def in_view(view: View, sort: str, is_later: bool) -> Select[Any]:
    """The ids of its tickets and their moments, in order, perhaps from where a page ends."""
    order = order_of(view, sort)
    query = select(t.id, order.at.label("at")).where(*HOLDS[view]).order_by(*order.by)
    query = in_order(query, order) if sort else query
    return order.after(query) if is_later else query
