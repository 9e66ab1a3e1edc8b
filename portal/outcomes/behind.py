"""The people behind a number, one page at a time, however rare they are among however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, func, literal, select, true, tuple_
from sqlalchemy.orm import joinedload

from portal.database import session
from portal.followups.enrolled_models import Enrolment
from portal.followups.models import Playbook
from portal.outcomes.parts import holds
from portal.web.spans import Span

PAGE = 50
LOOKED_THROUGH = 5_000
"""So many enrolments are looked through for one page; a rarer number takes further pages."""
NEWEST_FIRST = (Enrolment.created_at.desc(), Enrolment.id.desc())
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Page:
    rows: Sequence[Enrolment]
    after: Place | None
    """Where the next page goes on; None at the end."""
    is_cut: bool
    """The page is not full: so many were looked through, and there are older ones."""


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Which number: its part and keys, who was enrolled in which days, by which version. Without a
    part it is everybody."""

    playbook: Playbook
    span: Span
    part: str
    keys: Sequence[str]
    version_id: int | None = None

    def page(self, after: Place | None = None, size: int = PAGE) -> Page:
        among = self._among().limit(LOOKED_THROUGH)
        if after is not None:
            among = among.where(tuple_(Enrolment.created_at, Enrolment.id) < after)
        looked = among.subquery()
        found = session.scalars(
            self._found(looked).options(
                joinedload(Enrolment.customer), joinedload(Enrolment.version)
            ).limit(size + 1)
        ).all()  # fmt: skip
        if len(found) > size:
            return Page(found[:size], _place(found[size - 1]), False)
        count, at, last = session.execute(_end_of(looked)).one()
        is_cut = count == LOOKED_THROUGH
        return Page(found, (at, last) if is_cut else None, is_cut)

    def customers(self, most: int) -> list[int]:
        """Whose enrolments they are, each once, the last enrolled first."""
        found: dict[int, None] = {}
        after: Place | None = None
        while len(found) < most:
            among = self._among().limit(LOOKED_THROUGH)
            if after is not None:
                among = among.where(tuple_(Enrolment.created_at, Enrolment.id) < after)
            looked = among.subquery()
            rows = self._found(looked).with_only_columns(Enrolment.customer_id)
            found |= dict.fromkeys(session.scalars(rows))
            count, at, last = session.execute(_end_of(looked)).one()
            if count < LOOKED_THROUGH:
                break
            after = (at, last)
        return list(found)[:most]

    def _among(self) -> Select[Any]:
        among = select(Enrolment.id, Enrolment.created_at).where(
            Enrolment.playbook_id == self.playbook.id,
            Enrolment.created_at >= self.span.begins,
            Enrolment.created_at < self.span.ends,
        )
        if self.version_id is not None:
            among = among.where(Enrolment.version_id == self.version_id)
        return among.order_by(*NEWEST_FIRST)

    def _found(self, looked: Subquery) -> Select[tuple[Enrolment]]:
        found = select(Enrolment).join(looked, looked.c.id == Enrolment.id)
        if self.part:
            found = found.where(holds(self.part, self.keys))
        return found.order_by(*NEWEST_FIRST)


def _place(enrolment: Enrolment) -> Place:
    return enrolment.created_at, enrolment.id


def _end_of(looked: Subquery) -> Select[Any]:
    """How many there were to look through, and the last of them."""
    count = select(func.count()).select_from(looked).scalar_subquery()
    last = select(looked.c.created_at, looked.c.id).order_by(looked.c.created_at, looked.c.id)
    last_one = last.limit(1).subquery()
    return select(count, last_one.c.created_at, last_one.c.id).select_from(
        select(literal(1).label("one")).subquery().outerjoin(last_one, true())
    )
