"""The questions that a search asks PostgreSQL, each made once: making one costs more than asking.

OFFSET 0 keeps PostgreSQL from looking behind it, so it takes the way that is meant. Words are
bound by name: `says` for all of them, `said0`, `said1` for one each.
"""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.database import UTCDateTime
from portal.tickets.models import Ticket

Condition = ColumnElement[bool]
MADE = 512
t = Ticket.__table__.c
index = sa.table("search_tickets", sa.column("ticket_id"), sa.column("words"))


@lru_cache(MADE)
def among_the_first(
    later: Select[Any], narrowed: Condition | None, count: int, most: int, backwards: bool
) -> Select[Any]:
    """Of the first `count` the ids whose words say `lead`, and whether they say it all."""
    seen = later.limit(_exactly(count)).subquery("seen")
    is_here = index.c.ticket_id == seen.c.id
    said = select(_says("says").label("says_all")).where(is_here, _says("lead"))
    here = _one_by_one(said)
    query = select(seen.c.id, here.c.says_all).select_from(seen.join(here, true()))
    if narrowed is not None:
        also = select(t.id).where(t.id == seen.c.id, narrowed)
        query = query.join(_one_by_one(also), true())
    return _in_order(query, seen, backwards).limit(_exactly(most))


@lru_cache(MADE)
def reach(later: Select[Any], count: int) -> Select[Any]:
    """How many of the first `count` there are, their latest and earliest moment, the highest id."""
    seen = later.limit(_exactly(count)).subquery("seen")
    highest = select(func.max(t.id)).scalar_subquery()
    return select(func.count(), func.max(seen.c.at), func.min(seen.c.at), highest)


@lru_cache(MADE)
def indexed(
    later: Select[Any],
    narrowed: Condition | None,
    words: int,
    most: int,
    backwards: bool,
    is_bounded: bool,
) -> Select[Any]:
    """Ids that say it all: what the index finds first, then each of that. A condition for each
    word, because from one to the next the index skips; within one it does not."""
    said = select(index.c.ticket_id).where(
        *(_says(f"said{number}") for number in range(words)), _says("says").is_(true())
    )
    then = later.order_by(None)
    if is_bounded:
        said = said.where(_says("spells"))
        then = then.where(t.last_word_at >= _moment("since"), t.last_word_at < _moment("until"))
    hits = said.offset(_exactly(0)).subquery("hits")
    then = then.where(t.id == hits.c.ticket_id)
    seen = _one_by_one(then if narrowed is None else then.where(narrowed))
    query = select(seen.c.id).select_from(hits.join(seen, true()))
    return _in_order(query, seen, backwards).limit(_exactly(most))


def _says(name: str) -> Condition:
    asked = sa.cast(bindparam(name, type_=sa.Text), TSQUERY)
    return index.c.words.op("@@", return_type=sa.Boolean())(asked)


def _moment(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=UTCDateTime)


def _one_by_one(query: Select[Any]) -> FromClause:
    return query.offset(_exactly(0)).lateral()


def _in_order(query: Select[Any], seen: FromClause, backwards: bool) -> Select[Any]:
    by = [seen.c.at, seen.c.id]
    return query.order_by(*([each.desc() for each in by] if backwards else by))


def _exactly(number: int) -> ColumnElement[int]:
    return sa.literal_column(str(number))
