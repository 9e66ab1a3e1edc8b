"""What the answers come to: for a span of days, by kind, department, agent, and over time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.database import session
from portal.departments.models import Department
from portal.figures import Share
from portal.satisfaction.models import Answer, Question
from portal.satisfaction.scores import HAPPY, LOW
from portal.tickets.models import Ticket
from portal.web.spans import Span

PAGE = 50
MOST_COMMENTS = 12
COLUMNS = {
    "kind": Ticket.kind,
    "department": Ticket.department_id,
    "agent": Question.agent_id,
}


@dataclass
class Tally:
    """What was asked and answered."""

    asked: int = 0
    scores: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(5, 0, -1), 0))
    solved: int = 0
    unsolved: int = 0

    def add(self, score: int | None, was_solved: bool | None, count: int) -> None:
        self.asked += count
        if score is not None:
            self.scores[score] += count
            self.solved += count if was_solved else 0
            self.unsolved += count if was_solved is False else 0

    @property
    def answered(self) -> int:
        return sum(self.scores.values())

    @property
    def happy(self) -> Share:
        return Share(sum(n for score, n in self.scores.items() if score >= HAPPY), self.answered)

    @property
    def low(self) -> int:
        return sum(count for score, count in self.scores.items() if score <= LOW)

    @property
    def replied(self) -> Share:
        return Share(self.answered, self.asked)

    @property
    def called_solved(self) -> Share:
        return Share(self.solved, self.solved + self.unsolved)


def tally(span: Span) -> Tally:
    whole = Tally()
    for _, part in over_time(span, [span]):
        whole = part
    return whole


def over_time(span: Span, periods: Sequence[Span]) -> list[tuple[Span, Tally]]:
    """Each of the periods, which lie in the span one after the other."""
    which: Any = 0
    if len(periods) > 1:
        which = case(
            *((Question.asked_at < each.ends, at) for at, each in enumerate(periods[:-1])),
            else_=len(periods) - 1,
        )
    found = _tallies(span, which if len(periods) > 1 else None)
    return [(each, found.get(at, Tally())) for at, each in enumerate(periods)]


def by(span: Span, name: str) -> dict[Any, Tally]:
    """By "kind", "department" or "agent"; None is without one."""
    return _tallies(span, COLUMNS[name])


def names_of(name: str, keys: Sequence[Any]) -> dict[Any, str]:
    """What the departments or agents are called."""
    model = {"department": Department, "agent": User}[name]
    ids = [key for key in keys if key is not None]
    found = session.execute(select(model.id, model.name).where(model.id.in_(ids)))
    return {row.id: row.name for row in found}


def _tallies(span: Span, key: Any) -> dict[Any, Tally]:
    columns = [Question.score, Question.was_solved]
    grouped = [*([key] if key is not None else []), *columns]
    query = select(*grouped, func.count()).where(*_asked_in(span)).group_by(*grouped)
    if key is COLUMNS["kind"] or key is COLUMNS["department"]:
        query = query.join(Ticket, Ticket.id == Question.ticket_id)
    found: dict[Any, Tally] = defaultdict(Tally)
    for *keys, score, was_solved, count in session.execute(query):
        found[keys[0] if keys else 0].add(score, was_solved, count)
    return dict(found)


def _asked_in(span: Span) -> tuple[ColumnElement[bool], ...]:
    return Question.asked_at >= span.begins, Question.asked_at < span.ends


WHICH: dict[str, ColumnElement[bool]] = {
    "asked": Question.asked_at.is_not(None),
    "answered": Question.score.is_not(None),
    "silent": Question.score.is_(None),
    "happy": Question.score >= HAPPY,
    "low": Question.score <= LOW,
    "solved": Question.was_solved.is_(True),
    "unsolved": and_(Question.was_solved.is_(False), Question.score.is_not(None)),
    **{f"score-{score}": Question.score == score for score in range(1, 6)},
}


def questions(
    span: Span, *, which: str, narrowed: dict[str, Any], after: tuple[datetime, int] | None
) -> Select[tuple[Question]]:
    """Up to PAGE + 1 of the questions behind a number, the last asked first."""
    query = (
        select(Question)
        .join(Ticket, Ticket.id == Question.ticket_id)
        .options(
            joinedload(Question.ticket).joinedload(Ticket.customer),
            joinedload(Question.agent),
            joinedload(Question.task),
        )
        .where(*_asked_in(span), WHICH[which])
        .order_by(Question.asked_at.desc(), Question.id.desc())
        .limit(PAGE + 1)
    )
    for name, value in narrowed.items():
        query = query.where(COLUMNS[name].is_(None) if value is None else COLUMNS[name] == value)
    if after is not None:
        query = query.where(tuple_(Question.asked_at, Question.id) < after)
    return query


def comments(span: Span) -> Sequence[Answer]:
    """The last things customers wrote, as they stand after corrections."""
    newer = select(func.max(Answer.number)).where(Answer.question_id == Question.id)
    return session.scalars(
        select(Answer)
        .join(Answer.question)
        .options(joinedload(Answer.question).joinedload(Question.ticket))
        .where(
            *_asked_in(span), Answer.comment != "",
            Answer.number == newer.correlate(Question).scalar_subquery(),
        )
        .order_by(Answer.id.desc())
        .limit(MOST_COMMENTS)
    ).all()  # fmt: skip


def comments_of(found: Sequence[Question]) -> Iterator[tuple[int, str]]:
    """The words of each question's last answer."""
    rows = session.execute(
        select(Answer.question_id, Answer.comment)
        .where(Answer.question_id.in_([each.id for each in found]))
        .order_by(Answer.number)
    )
    yield from rows.all()  # type: ignore[misc]
