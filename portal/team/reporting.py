"""What the counts come to, for a span of days."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.departments.models import Department
from portal.figures import Share, seconds_below
from portal.team.models import TeamBacklog, TeamCount, TeamDay, TeamTopic
from portal.team.topics import Topic, rising
from portal.web.spans import Span

WEEKS_BEFORE = 8
NAMED = {"department": Department, "agent": User}
Narrowed = Mapping[str, Any]
"""By "kind", "department" or "agent", the one that is looked at."""


@dataclass
class Work:
    """What was done in some days."""

    counts: Counter[str] = field(default_factory=Counter)
    times: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, measure: str, bucket: int, count: int) -> None:
        self.counts[measure] += count
        self.times[measure][bucket] += count

    @property
    def kept(self) -> Share:
        """First answers in time, of all that were promised for these days."""
        return Share(self.counts["kept"], self.counts["kept"] + self.counts["broken"])

    @property
    def reopened(self) -> Share:
        return Share(self.counts["reopened"], self.counts["solved"] + self.counts["reopened"])

    @property
    def foreseen(self) -> Share:
        """Of the answers forecast to be late, those that were."""
        return Share(self.counts["came_true"], self.counts["foreseen"])

    def typical(self, measure: str) -> timedelta | None:
        return self._time(measure, 0.5)

    def slow(self, measure: str) -> timedelta | None:
        """Nine of ten took less."""
        return self._time(measure, 0.9)

    def _time(self, measure: str, share: float) -> timedelta | None:
        seconds = seconds_below(self.times[measure], share)
        return None if seconds is None else timedelta(seconds=seconds)


def work(span: Span, narrowed: Narrowed) -> Work:
    return by(span, None, narrowed).get(None, Work())


def by(span: Span, name: str | None, narrowed: Narrowed) -> dict[Any, Work]:
    """All work of the span, apart for each "kind", "department" or "agent"."""
    key = [_column(TeamCount, name)] if name else []
    grouped = [*key, TeamCount.measure, TeamCount.bucket]
    query = select(*grouped, func.sum(TeamCount.count)).where(*_in(TeamCount, span, narrowed))
    found: dict[Any, Work] = defaultdict(Work)
    for *keys, measure, bucket, count in session.execute(query.group_by(*grouped)):
        found[keys[0] if keys else None].add(measure, bucket, int(count))
    return dict(found)


def day_by_day(span: Span, narrowed: Narrowed) -> dict[date, Counter[str]]:
    query = select(TeamCount.day, TeamCount.measure, func.sum(TeamCount.count))
    query = query.where(*_in(TeamCount, span, narrowed)).group_by(TeamCount.day, TeamCount.measure)
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for day, measure, count in session.execute(query):
        found[day][measure] += int(count)
    return found


@dataclass
class Backlog:
    """What waited at a moment: how many of each age, how many late, and by whom."""

    taken_at: datetime | None = None
    ages: Counter[int] = field(default_factory=Counter)
    late: int = 0
    agents: Counter[int] = field(default_factory=Counter)
    late_of: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return sum(self.ages.values())


def backlog(narrowed: Narrowed) -> Backlog:
    found = Backlog()
    held = [_column(TeamBacklog, name) == value for name, value in narrowed.items()]
    rows = select(
        TeamBacklog.age,
        TeamBacklog.agent_id,
        func.sum(TeamBacklog.count),
        func.sum(TeamBacklog.late),
    )
    for age, agent, count, late in session.execute(
        rows.where(*held).group_by(TeamBacklog.age, TeamBacklog.agent_id)
    ):
        found.ages[age] += int(count)
        found.agents[agent] += int(count)
        found.late += int(late)
        found.late_of[agent] += int(late)
    found.taken_at = session.scalar(select(func.max(TeamBacklog.taken_at)))
    return found


def topics(today: date, zone: Any) -> list[Topic]:
    """The last seven days against the weeks before them."""
    week = week_to(today, zone)
    before = Span(week.first - timedelta(weeks=WEEKS_BEFORE), week.first - timedelta(days=1), zone)
    return rising(
        _tagged(week),
        _tagged(before),
        came=work(week, {}).counts["arrived"],
        came_before=work(before, {}).counts["arrived"],
    )


def week_to(last: date, zone: Any) -> Span:
    return Span(last - timedelta(days=6), last, zone)


def counted_at() -> datetime | None:
    """When a day was last counted."""
    return session.scalar(select(func.max(TeamDay.counted_at)))


def names_of(name: str, ids: Any) -> dict[int, str]:
    model = NAMED[name]
    found = session.execute(select(model.id, model.name).where(model.id.in_(list(ids))))
    return {row.id: row.name for row in found}


def _tagged(span: Span) -> dict[str, int]:
    query = select(TeamTopic.word, func.sum(TeamTopic.count))
    query = query.where(TeamTopic.day.between(span.first, span.last)).group_by(TeamTopic.word)
    return {word: int(count) for word, count in session.execute(query)}


def _in(model: Any, span: Span, narrowed: Narrowed) -> list[Any]:
    held = [_column(model, name) == value for name, value in narrowed.items()]
    return [model.day.between(span.first, span.last), *held]


def _column(model: Any, name: str) -> Any:
    return getattr(model, name if name == "kind" else f"{name}_id")
