"""What the queue can be sorted by, and the place in it where a page ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_

from portal.database import UTCDateTime, session
from portal.tickets.models import Ticket

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = datetime(9000, 1, 1, tzinfo=UTC)
t = Ticket.__table__.c


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


def _kept(at: ColumnElement[Any]) -> Callable[[Any], datetime]:
    """Of a moment that rows of the queue do not carry: only the last of a page is asked for it."""
    return lambda row: session.scalar(select(at).where(t.id == row.id)) or EPOCH


NEWEST = Order(
    [t.opened_at.desc(), t.id.desc()], t.opened_at, _kept(t.opened_at), "newest first", True
)
LAST_SOLVED = replace(
    NEWEST,
    by=[t.solved_at.desc(), t.id.desc()],
    at=t.solved_at,
    of=_kept(t.solved_at),
    says="last solved first",
)
SORTED = {
    "due": SOONEST,
    "latest": LATEST,
    "longest": LONGEST_SILENT,
    "opened": NEWEST,
    "solved": LAST_SOLVED,
}
"""Other orders than a view's own, as the address names them."""


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


def in_order(query: Select[Any], order: Order) -> Select[Any]:
    """In another order than the view's own; who has no moment in it is left out."""
    return query.where(order.at.is_not(None)).order_by(None).order_by(*order.by)
