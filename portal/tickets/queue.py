"""The desk's queue: a handful of fixed views, read as column rows, one page at a time.

A ticket needs a reply exactly while a promise runs, so the queue is an index of `due_at`. A page
goes on where the last one ended (keyset) and counting stops at a cap, so nothing here grows with
the number of tickets. Statements are built once and run without the ORM, with their constants
spelled out: PostgreSQL then plans each of them once, and knows which index will do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, tuple_

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.customers.models import ContactPoint, Customer
from portal.database import UTCDateTime, session
from portal.tickets.models import Ticket
from portal.web.formatting import SOON
from portal.web.remembering import remembered

PAGE = 50
COUNT_CAP = 1000
MOST_WORDS = 6
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = datetime(9000, 1, 1, tzinfo=UTC)

tickets, customers, users = Ticket.__table__, Customer.__table__, User.__table__
t = tickets.c


class View(StrEnum):
    NEEDS_REPLY = "needs-reply"
    LATE = "late"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    SOLVED = "solved"
    ALL = "all"

    @property
    def title(self) -> str:
        return TITLES[self]


TITLES = {
    View.NEEDS_REPLY: "Needs a reply",
    View.LATE: "Late or soon",
    View.MINE: "Assigned to me",
    View.UNASSIGNED: "Unassigned",
    View.WAITING: "Waiting for customer",
    View.SOLVED: "Solved",
    View.ALL: "All",
}


def _exactly(constant: object) -> ColumnElement[Any]:
    return sa.literal_column(f"'{constant}'" if isinstance(constant, str) else str(constant))


_unsolved = t.state != _exactly("solved")
"""Word for word the condition of the index ix_tickets_unsolved."""
HOLDS: dict[View, Sequence[ColumnElement[bool]]] = {
    View.NEEDS_REPLY: [t.due_at.is_not(None)],
    View.LATE: [t.due_at < bindparam("soon", type_=UTCDateTime)],
    View.MINE: [t.assignee_id == bindparam("me", type_=sa.Integer), _unsolved],
    View.UNASSIGNED: [t.assignee_id.is_(None), t.due_at.is_not(None), _unsolved],
    View.WAITING: [t.state == _exactly("waiting")],
    View.SOLVED: [t.state == _exactly("solved")],
    View.ALL: [],
}
COUNTED = (View.NEEDS_REPLY, View.LATE, View.UNASSIGNED, View.WAITING)
"""Where work waits, for all of the desk alike."""


@dataclass(frozen=True)
class Order:
    """What a view is sorted by: a moment and then the id. `of` tells a ticket's moment."""

    by: Sequence[ColumnElement[Any]]
    at: ColumnElement[Any]
    of: Callable[[Any], datetime]
    says: str
    backwards: bool = False

    def after(self, query: Select[Any]) -> Select[Any]:
        here = tuple_(self.at, t.id)
        there = tuple_(bindparam("after_at", type_=UTCDateTime), bindparam("after_id"))
        return query.where(here < there if self.backwards else here > there)


SOONEST = Order([t.due_at, t.id], t.due_at, lambda row: row.due_at or FAR, "soonest first")
SOONEST_THEN_WAITING = replace(
    SOONEST, by=[t.due_at.nulls_last(), t.id], at=func.coalesce(t.due_at, FAR)
)
LONGEST_SILENT = Order(
    [t.last_word_at, t.id], t.last_word_at, lambda row: row.last_word_at, "longest first"
)
LATEST = replace(
    LONGEST_SILENT,
    by=[t.last_word_at.desc(), t.id.desc()],
    says="latest first",
    backwards=True,
)
ORDERS = {
    View.NEEDS_REPLY: SOONEST,
    View.LATE: SOONEST,
    View.MINE: SOONEST_THEN_WAITING,
    View.UNASSIGNED: SOONEST,
    View.WAITING: LONGEST_SILENT,
    View.SOLVED: LATEST,
    View.ALL: LATEST,
}


@dataclass(frozen=True)
class Place:
    """Where a page ends: moment and id of its last ticket; in addresses "1795420800000000-7"."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place somebody's address names; None when it names none."""
        moment, _, ticket_id = text.partition("-")
        if not (text.isascii() and moment.isdigit() and ticket_id.isdigit()):
            return None
        if len(moment) > 18 or len(ticket_id) > 9:
            return None
        try:
            return cls(EPOCH + timedelta(microseconds=int(moment)), int(ticket_id))
        except OverflowError:
            return None


@dataclass(frozen=True, kw_only=True)
class Queue:
    """One view as `me` looks at it, perhaps searched, from `after` on."""

    me: Actor
    view: View = View.NEEDS_REPLY
    text: str = ""
    after: Place | None = None

    def rows(self) -> Sequence[Row[Any]]:
        """Up to PAGE + 1 rows: the one too many says that there is a next page. Each also carries
        how many are `me`'s own, which spares a question."""
        first, later = STATEMENTS[self.view]
        query = first if self.after is None else later
        if self.text:
            query = query.where(*_matching(self.text))
        values = _values(self.me)
        if self.after:
            values |= {"after_at": self.after.at, "after_id": self.after.id}
        return session.connection().execute(query, values).all()

    def place_of(self, ticket: Any) -> Place:
        """Where a ticket, or a row of one, stands in this view."""
        return Place(ORDERS[self.view].of(ticket), ticket.id)

    def next_after(self, ticket: Ticket) -> str | None:
        """The number of the ticket that comes once this one is done; None when it was the last."""
        for after in (self.place_of(ticket), None):
            for row in replace(self, after=after).rows()[:2]:
                if row.id != ticket.id:
                    return Ticket.number_of(row.id)
        return None


def counts(me: Actor, rows: Sequence[Row[Any]]) -> dict[View, int]:
    """How many tickets the views hold in which work waits; COUNT_CAP + 1 stands for more."""
    own = rows[0].own if rows else session.connection().scalar(select(OWN), _values(me))
    return _counts_of_all() | {View.MINE: own}


@remembered(seconds=3)
def _counts_of_all() -> dict[View, int]:
    found = session.connection().execute(COUNTS, _values()).one()
    return dict(zip(COUNTED, found, strict=True))


def _values(me: Actor | None = None) -> dict[str, Any]:
    return {"me": me.id if me else None, "soon": clock.now() + SOON}


def _capped_count(view: View) -> ColumnElement[int]:
    held = select(_exactly(1)).select_from(tickets).where(*HOLDS[view])
    capped = held.limit(_exactly(COUNT_CAP + 1)).subquery()
    return select(func.count()).select_from(capped).scalar_subquery()


COUNTS = select(*map(_capped_count, COUNTED))
OWN = _capped_count(View.MINE)


def _rows(view: View) -> Select[Any]:
    """The columns of a row. Types that cost nothing to read: fifty rows are most of the page."""
    return (
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
            OWN.label("own"),
        )
        .select_from(
            tickets.join(customers, customers.c.id == t.customer_id).outerjoin(
                users, users.c.id == t.assignee_id
            )
        )
        .where(*HOLDS[view])
        .order_by(*ORDERS[view].by)
        .limit(_exactly(PAGE + 1))
    )


STATEMENTS = {view: (rows := _rows(view), ORDERS[view].after(rows)) for view in View}


def _matching(text: str) -> list[ColumnElement[bool]]:
    """Every word somewhere: as the number, in the subject, in the customer's name or address."""
    return [_says(word) for word in text.split()[:MOST_WORDS]]


def _says(word: str) -> ColumnElement[bool]:
    reached = select(ContactPoint.customer_id).where(
        ContactPoint.address_key.contains(word.lower(), autoescape=True)
    )
    if "@" in word:
        return t.customer_id.in_(reached)
    named = select(Customer.id).where(Customer.name.icontains(word, autoescape=True))
    return sa.or_(
        t.id == Ticket.id_of(word),
        t.subject.icontains(word, autoescape=True),
        t.customer_id.in_(named.union_all(reached)),
    )
