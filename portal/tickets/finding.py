"""The first tickets of a view that say all of what somebody looks for, however many do.

PostgreSQL is asked in several ways; each gives the page exactly as it is, or none. What fills a
page among the view's first tickets is common and needs no index. What the index finds in the last
weeks fills one when it is neither common nor rare. What is rare is found everywhere. So a search
reads not much more than it shows, at any number of tickets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select

from portal.database import session
from portal.tickets import finding_statements as statements
from portal.tickets.ordering import LATEST, Order
from portal.tickets.searching import Asked, spells_between

GLANCE = 640
LOOK = 4_096
"""So many of a view's tickets are looked through: at first, and where that nearly filled a page."""
FEW = 500
"""So many are rather all read and put in order than looked for in the last weeks."""
MOST_GATHERED = 20_000
"""Of what begins with an unfinished word the index gathers all before it skips anything; beyond
so many it costs less to look at the tickets."""
STEPS = (4, 3)
"""Look back so many times as far as should do: tickets are the rarer, the older they are."""
LONGEST_STEP = timedelta(days=60)


class Glance(NamedTuple):
    """What a look at a view's first tickets gave: whose words are all there, and of how many the
    last word is, if it is unfinished."""

    found: Sequence[int]
    begun: int


class Reach(NamedTuple):
    """How many tickets a glance saw, when they were heard of, and about how many there are."""

    seen: int
    latest: datetime
    earliest: datetime
    of: int


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Up to `most` ids in the view's order. `later` are the view's tickets with their moment, from
    where a page ends, in order; kept by whoever asks, for statements are made once for each."""

    asked: Asked
    later: Select[Any]
    order: Order
    narrowed: statements.Condition | None
    """What no index in the view's order knows."""
    values: Mapping[str, Any]
    most: int

    def ids(self) -> Sequence[int]:
        if not self.asked.terms:
            return []
        glance = self._look(GLANCE)
        if len(glance.found) >= self.most:
            return glance.found[: self.most]
        reach = self._reach()
        if reach.seen < GLANCE:
            return glance.found
        found: Sequence[int] = []
        gathers = glance.begun * reach.of > MOST_GATHERED * GLANCE
        likely = (len(glance.found) + 1) / GLANCE
        if likely * reach.of > FEW:
            is_near = LOOK * likely > 1.5 * self.most
            if is_near and (self.order is not LATEST or (gathers and self.asked.is_one_word)):
                found = self._look(LOOK).found
            elif self.order is LATEST:
                found = self._lately(reach, likely, gathers)
        return found if len(found) >= self.most else self._indexed()

    def _look(self, count: int) -> Glance:
        """Through the first of the view."""
        is_begun = self.asked.is_open and not self.asked.is_one_word
        query = statements.among_the_first(
            self.later, self.narrowed, count, count if is_begun else self.most, self.order.backwards
        )
        lead = self.asked.words[-1] if is_begun else self.asked.tsquery
        rows = self._execute(query, says=self.asked.tsquery, lead=lead).all()
        return Glance([row.id for row in rows if row.says_all], len(rows))

    def _reach(self) -> Reach:
        return Reach(*self._execute(statements.reach(self.later, GLANCE)).one())

    def _lately(self, reach: Reach, likely: float, gathers: bool) -> Sequence[int]:
        """From the time that should fill a page, then from what should fill the rest of it."""
        found: list[int] = []
        until = reach.latest + timedelta(microseconds=1)
        pace = (reach.latest - reach.earliest) / (likely * reach.seen)
        for enough in STEPS:
            step = pace * (self.most - len(found)) * enough
            if step > LONGEST_STEP:
                return []
            found += self._indexed(until - step, until, gathers=gathers)
            until -= step
            if len(found) >= self.most:
                return found[: self.most]
            pace = (reach.latest - until) / (len(found) + 1)
        return []

    def _indexed(self, *time: datetime, gathers: bool = False) -> Sequence[int]:
        """What the index finds, everywhere or between two moments. It is not asked for an
        unfinished word for which it `gathers` much."""
        words = self.asked.words
        if gathers and self.asked.is_open and len(words) > 1:
            words = words[:-1]
        query = statements.indexed(
            self.later, self.narrowed, len(words), self.most, self.order.backwards, bool(time)
        )
        asked = {f"said{number}": word for number, word in enumerate(words)}
        if time:
            since, until = time
            asked |= {"since": since, "until": until, "spells": spells_between(since, until)}
        return self._execute(query, says=self.asked.tsquery, **asked).scalars().all()

    def _execute(self, query: Select[Any], **asked: object) -> Any:
        return session.connection().execute(query, self.values | asked)
