"""The tickets behind a number of the team's page, one page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import joinedload

from portal import clock
from portal.team.measures import AGES, IS_COUNTED, MEASURES, age_between, held_by
from portal.team.models import NOBODY, Reopening
from portal.team.reporting import Narrowed
from portal.tickets.models import Ticket, TicketState
from portal.tickets.view_models import TicketTag
from portal.web.spans import Span

PAGE = 50
OPEN, LATE = "open", "late"
TITLES = {
    OPEN: "Open now",
    LATE: "Late now",
    **{name: measure.title for name, measure in MEASURES.items()},
}


@dataclass(frozen=True, kw_only=True)
class Behind:
    """Which number: what is measured, in which days, of which age, kind, department or agent."""

    measure: str
    span: Span
    narrowed: Narrowed
    age: int | None = None
    tag: str = ""
    after: tuple[datetime, int] | None = None

    @property
    def at(self) -> Any:
        return MEASURES[self.measure].at if self.measure in MEASURES else Ticket.opened_at

    def select(self) -> Select[Any]:
        """Up to PAGE + 1 tickets and when it happened to each, the last first."""
        query = select(Ticket, self.at.label("at")).options(
            joinedload(Ticket.customer), joinedload(Ticket.assignee)
        )
        joins = MEASURES[self.measure].joins if self.measure in MEASURES else None
        if joins is not None:
            query = query.join(joins, joins.ticket_id == Ticket.id)
        key = Reopening.id if self.measure == "reopened" else Ticket.id
        query = query.add_columns(key.label("place")).where(*self._held())
        for name, value in self.narrowed.items():
            column = {"kind": Ticket.kind, "department": Ticket.department_id}.get(
                name, Ticket.assignee_id
            )
            query = query.where(column.is_(None) if value == NOBODY else column == value)
        if self.tag:
            tagged = select(TicketTag.ticket_id).where(TicketTag.word == self.tag)
            query = query.where(Ticket.id.in_(tagged))
        if self.after is not None:
            query = query.where(tuple_(self.at, key) < self.after)
        return query.order_by(self.at.desc(), key.desc()).limit(PAGE + 1)

    @property
    def in_the_queue(self) -> dict[str, str]:
        """The same concerns as filters of the queue, to be worked on there; empty where the queue
        has no such filter."""
        days = (self.span.first.isoformat(), self.span.last.isoformat())
        if self.age is not None or self.measure not in ("arrived", "solved", LATE):
            return {}
        found = {"late": "yes"} if self.measure == LATE else {}
        if self.measure == "arrived":
            found |= {"opened_from": days[0], "opened_to": days[1]}
        elif self.measure == "solved":
            found |= {"view": "solved", "solved_from": days[0], "solved_to": days[1]}
        names = {"agent": "assignee"}
        for name, value in self.narrowed.items():
            found[names.get(name, name)] = "none" if value == NOBODY else str(value)
        return found | ({"tag": self.tag} if self.tag else {})

    def _held(self) -> list[Any]:
        if self.measure in MEASURES:
            return held_by(self.measure, self.span.begins, self.span.ends)
        if self.age is not None and 0 <= self.age < len(AGES):
            return age_between(self.age)
        waits = [IS_COUNTED, Ticket.state != TicketState.SOLVED]
        return [*waits, Ticket.due_at < clock.now()] if self.measure == LATE else waits
