"""How often proposals were right, of concerns whose answer the model had not seen. Pure.

Only proposals that a person settled count. Each was made before anybody said what it is, so this is
the accuracy on what comes next, not on what was learned.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from portal import figures
from portal.triage.evaluation import coverage_curve

LEAST = 20
"""Of fewer no share is said: it could be wrong by twenty points and more."""
MOST_PERIODS = 12
POINTS = 5


@dataclass(frozen=True)
class Settled:
    """One proposal, and what a person made of it. `truth` is empty where they only said no."""

    value: str
    truth: str
    is_right: bool
    is_sure: bool
    is_aside: bool
    likelihood: float
    made_at: datetime


class Share(figures.Share):
    """`low` and `high`: between what the true share lies, 95 of 100 times."""

    @property
    def is_enough(self) -> bool:
        return self.count >= LEAST

    @property
    def low(self) -> int:
        return round(100 * self.bounds[0])

    @property
    def high(self) -> int:
        return round(100 * self.bounds[1])

    @property
    def says(self) -> str:
        """In words, and how sure that is."""
        if not self.count:
            return "Nobody has settled one yet"
        if not self.is_enough:
            return f"Too few to tell: {self.right} of {self.count} were right"
        return f"{self.percent} % right, between {self.low} and {self.high}"


@dataclass(frozen=True)
class OfValue:
    """One value: of those proposed so many were right; of those that were it so many were found."""

    value: str
    proposed: Share
    found: Share


@dataclass(frozen=True)
class Bar:
    """One column of a chart; `key` names it in an address."""

    key: str
    name: str
    share: Share


@dataclass(frozen=True)
class Figures:
    all: Share
    sure: Share
    aside: Share
    values: Sequence[OfValue]
    times: Sequence[Bar]
    coverage: Sequence[Bar]


def figures(settled: Sequence[Settled], zone: ZoneInfo) -> Figures:
    return Figures(
        all=share(settled),
        sure=share(each for each in settled if each.is_sure),
        aside=share(each for each in settled if each.is_aside),
        values=by_value(settled),
        times=by_time(settled, zone),
        coverage=by_coverage(settled),
    )


def share(settled: Iterable[Settled]) -> Share:
    every = list(settled)
    return Share(sum(each.is_right for each in every), len(every))


def by_value(settled: Sequence[Settled]) -> list[OfValue]:
    """The most frequent first."""
    values = {each.value for each in settled} | {each.truth for each in settled if each.truth}
    found = [
        OfValue(
            value,
            share(each for each in settled if each.value == value),
            share(each for each in settled if each.truth == value),
        )
        for value in values
    ]
    return sorted(found, key=lambda each: (-each.found.count - each.proposed.count, each.value))


def by_time(settled: Sequence[Settled], zone: ZoneInfo) -> list[Bar]:
    """The latest weeks in which something was proposed, the oldest first; months, where most weeks
    have too few to tell."""
    weeks = _bars(settled, lambda each: week_of(each.made_at, zone), _week_name)
    if 2 * sum(bar.share.is_enough for bar in weeks) >= len(weeks):
        return weeks
    return _bars(settled, lambda each: month_of(each.made_at, zone), _month_name)


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """As ISO 8601 writes it: 2026-W47."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """2026-11"""
    return f"{moment.astimezone(zone):%Y-%m}"


def _bars(
    settled: Sequence[Settled], key: Callable[[Settled], str], name: Callable[[str], str]
) -> list[Bar]:
    periods: dict[str, list[Settled]] = {}
    for each in settled:
        periods.setdefault(key(each), []).append(each)
    latest = sorted(periods)[-MOST_PERIODS:]
    return [Bar(period, name(period), share(periods[period])) for period in latest]


def _week_name(key: str) -> str:
    return f"Week {int(key[6:])}"


def _month_name(key: str) -> str:
    return f"{date(int(key[:4]), int(key[5:]), 1):%b %Y}"


def by_coverage(settled: Sequence[Settled]) -> list[Bar]:
    """When only the surest stand: the fifth that is surest, two fifths, ... all."""
    if not settled:
        return []
    curve = coverage_curve(
        [each.likelihood for each in settled], [each.is_right for each in settled], POINTS
    )
    return [
        Bar(
            f"{point.confidence:.6f}",
            f"{round(100 * point.coverage)} %",
            Share(round(point.accuracy * count), count),
        )
        for point in curve
        if (count := round(point.coverage * len(settled)))
    ]
