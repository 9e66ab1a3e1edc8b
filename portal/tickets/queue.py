"""The desk's queue: a handful of fixed views, read as column rows, one page at a time.

A ticket needs a reply exactly while a promise runs, so the queue is an index of `due_at`. A page
goes on where the last one ended (keyset) and counting stops at a cap, so nothing here grows with
the number of tickets. Statements are built once and run without the ORM, with their constants
spelled out: PostgreSQL then plans each of them once, and knows which index will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ARRAY, ColumnElement, Row, Select, bindparam, func, select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.tickets.filters import condition
from portal.tickets.finding import Finding
from portal.tickets.forecasts import IS_FORESEEN
from portal.tickets.models import Ticket
from portal.tickets.ordering import Order, Place, in_order
from portal.tickets.searching import asked, matching
from portal.tickets.views import COUNTED, HOLDS, ORDERS, View, exactly, in_view, order_of
from portal.web.formatting import SOON
from portal.web.remembering import remembered

PAGE = 50
COUNT_CAP = 1000

tickets, customers, users = Ticket.__table__, Customer.__table__, User.__table__
t = tickets.c


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One view as `me` looks at it, perhaps searched, from `after` on."""

    me: Actor
    view: View = View.NEEDS_REPLY
    text: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    after: Place | None = None
    columns: Sequence[str] = ()
    """Which columns somebody chose; without any it is the list beside the pane."""
    plays: bool = False
    """One concern after the other: each act leads to the next."""

    @property
    def order(self) -> Order:
        return order_of(self.view, self.sort)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.filters)

    def rows(self) -> Sequence[Row[Any]]:
        """Up to PAGE + 1 rows: the one too many says that there is a next page. Each also carries
        how many are `me`'s own, which spares a question."""
        values = _values(self.me)
        if self.after:
            values |= {"after_at": self.after.at, "after_id": self.after.id}
        if self.text and not session.database.is_sqlite:
            return self._found(values)
        first, later = STATEMENTS[self.view]
        if self.sort:
            first = in_order(first, self.order)
            later = self.order.after(first)
        query = self._narrow(first if self.after is None else later)
        return session.connection().execute(query, values).all()

    def _found(self, values: dict[str, Any]) -> Sequence[Row[Any]]:
        ids = Finding(
            asked=asked(self.text),
            later=in_view(self.view, self.sort, self.after is not None),
            order=self.order,
            narrowed=condition(self.filters, self.me) if self.filters else None,
            values=values,
            most=PAGE + 1,
        ).ids()
        found = session.connection().execute(BY_ID, values | {"ids": ids}) if ids else ()
        rows = {row.id: row for row in found}
        return [rows[each] for each in ids if each in rows]

    def ids(self, *, most: int) -> Sequence[int]:
        """The tickets of the whole view, up to `most`."""
        query = self._narrow(select(t.id).where(*HOLDS[self.view])).limit(most)
        return session.connection().execute(query, _values(self.me)).scalars().all()

    def fresh(self, since: datetime, *, most: int) -> int:
        """In how many of its tickets something was said since then, counted up to `most`."""
        held = select(t.id).where(*HOLDS[self.view], t.last_word_at > since)
        counted = select(func.count()).select_from(self._narrow(held).limit(most).subquery())
        return session.connection().scalar(counted, _values(self.me)) or 0

    def place_of(self, ticket: Any) -> Place:
        """Where a ticket, or a row of one, stands in this view."""
        return Place(self.order.of(ticket), ticket.id)

    def _narrow(self, query: Select[Any]) -> Select[Any]:
        if self.filters:
            query = query.where(condition(self.filters, self.me))
        return query.where(*matching(asked(self.text))) if self.text else query

    def next_after(self, ticket: Ticket) -> str | None:
        """The number of the ticket that comes once this one is done; None when it was the last."""
        for after in (self.place_of(ticket), None):
            for row in replace(self, after=after).rows()[:2]:
                if row.id != ticket.id:
                    return Ticket.number_of(row.id)
        return None


def count_each(queues: Sequence[Queue]) -> Sequence[int]:
    """How many tickets each of the queues holds, in one question; COUNT_CAP + 1 stands for more."""
    if not queues:
        return []
    capped = [
        queue._narrow(select(exactly(1)).select_from(tickets).where(*HOLDS[queue.view]))
        .limit(exactly(COUNT_CAP + 1))
        .subquery()
        for queue in queues
    ]
    counted = select(*(select(func.count()).select_from(each).scalar_subquery() for each in capped))
    return session.connection().execute(counted, _values(queues[0].me)).one()


def counts(me: Actor, rows: Sequence[Row[Any]]) -> dict[View, int]:
    """How many tickets the views hold in which work waits; COUNT_CAP + 1 stands for more."""
    own = rows[0].own if rows else session.connection().scalar(select(OWN), _values(me))
    return _counts_of_all() | {View.MINE: own}


@remembered(seconds=3)
def _counts_of_all() -> dict[View, int]:
    found = session.connection().execute(COUNTS, _values()).one()
    return dict(zip(COUNTED, found, strict=True))


def _values(me: Actor | None = None) -> dict[str, Any]:
    now = clock.now()
    return {"me": me.id if me else None, "now": now, "soon": now + SOON}


def _capped_count(view: View) -> ColumnElement[int]:
    held = select(exactly(1)).select_from(tickets).where(*HOLDS[view])
    capped = held.limit(exactly(COUNT_CAP + 1)).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()


COUNTS = select(*map(_capped_count, COUNTED))
OWN = _capped_count(View.MINE)


COLUMNS = (
    select(
        t.id,
        sa.type_coerce(t.priority, sa.String).label("priority"),
        customers.c.name.label("who"),
        t.due_at,
        t.last_word_at,
        t.subject,
        t.snippet,
        t.confirmed_at.is_(None).label("is_unconfirmed"),
        users.c.name.label("assignee"),
        IS_FORESEEN.label("is_foreseen"),
        OWN.label("own"),
    )
    .join_from(tickets, customers, customers.c.id == t.customer_id)
    .outerjoin(users, users.c.id == t.assignee_id)
)
"""Of a row. Types that cost nothing to read: fifty rows are most of the page."""
BY_ID = COLUMNS.where(t.id == func.any(bindparam("ids", type_=ARRAY(sa.Integer))))


def _rows(view: View) -> Select[Any]:
    held = COLUMNS.where(*HOLDS[view])
    return held.order_by(*ORDERS[view].by).limit(exactly(PAGE + 1))


STATEMENTS = {view: (rows := _rows(view), ORDERS[view].after(rows)) for view in View}
