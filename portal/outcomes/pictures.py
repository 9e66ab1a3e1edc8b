"""Bars and intervals as the page draws them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.figures import Difference

WIDTH, MARGIN = 560, 34
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
MOST_TICKS = 6


@dataclass(frozen=True)
class Interval:
    """A dot and the range around it, on an axis with a line at no difference."""

    low: float
    dot: float
    high: float
    ticks: Sequence[tuple[int, float]]
    """Each number on the axis and where it stands."""
    width: int = WIDTH

    @property
    def zero(self) -> float:
        return next(x for value, x in self.ticks if value == 0)


def interval(found: Difference, *, scale: float = 1.0) -> Interval:
    """`scale` turns what is measured into the unit of the axis: 100 for points."""
    low, dot, high = (scale * each for each in (found.low, found.value, found.high))
    least, most = min(low, 0.0), max(high, 0.0)
    step = next((each for each in STEPS if (most - least) / each <= MOST_TICKS), STEPS[-1])
    first, last = int(least // step), int(-(-most // step))
    first, last = min(first, -1), max(last, 1)
    room = (WIDTH - 2 * MARGIN) / ((last - first) * step)

    def at(value: float) -> float:
        return round(MARGIN + (value - first * step) * room, 1)

    ticks = [(n * step, at(n * step)) for n in range(first, last + 1)]
    return Interval(at(low), at(dot), at(high), ticks)


def width_of(count: int, whole: int) -> str:
    """How long the bar is, of 100."""
    return f"{100 * count / whole:.2f}" if whole else "0"


def one_in(share: float) -> str:
    """A share as people say it."""
    if share <= 0:
        return "nobody"
    if share >= 0.995:
        return "everybody"
    if share >= 0.3:
        return f"{round(10 * share)} in 10"
    return f"1 in {round(1 / share):,}"
