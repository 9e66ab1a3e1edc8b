"""Questions about calls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from portal.calls.models import Call
from portal.calls.policy import visible_to
from portal.database import session

PAGE = 50
MOST_BESIDE = 10


def call_for(user: Any, call_id: int) -> Select[tuple[Call]]:
    return _with_all().where(Call.id == call_id, visible_to(user))


def their_tickets() -> Select[tuple[int | None]]:
    """The concerns that were called about."""
    return select(Call.ticket_id).where(Call.ticket_id.is_not(None), Call.taken_back_at.is_(None))


def latest(
    user: Any, *, by_id: int | None = None, after: tuple[datetime, int] | None = None
) -> Sequence[Call]:
    """Up to PAGE + 1 calls, the last first: the one too many says that there is a next page."""
    query = _last_first().where(visible_to(user), Call.taken_back_at.is_(None)).limit(PAGE + 1)
    if by_id is not None:
        query = query.where(Call.by_id == by_id)
    if after is not None:
        query = query.where(tuple_(Call.at, Call.id) < after)
    return session.scalars(query).all()


def beside(user: Any, *which: Any) -> Sequence[Call]:
    """The last calls of a customer, a concern or an order."""
    query = _last_first().where(visible_to(user), Call.taken_back_at.is_(None), *which)
    return session.scalars(query.limit(MOST_BESIDE)).all()


def _last_first() -> Select[tuple[Call]]:
    return _with_all().order_by(Call.at.desc(), Call.id.desc())


def _with_all() -> Select[tuple[Call]]:
    return select(Call).options(
        joinedload(Call.customer),
        joinedload(Call.ticket),
        joinedload(Call.order),
        joinedload(Call.by),
        joinedload(Call.promise),
    )
