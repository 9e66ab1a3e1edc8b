"""What counts can say, and how sure they are of it. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Z95 = 1.959964
ENOUGH = 10
"""Below so many, a share says nothing and the single answers are shown instead."""
RATIO = 1.1
"""Each bucket of time is a tenth wider than the one before, so a median of buckets is right to a
tenth."""


@dataclass(frozen=True)
class Share:
    """`right` of `count`."""

    right: int
    count: int

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH

    @property
    def value(self) -> float:
        return self.right / self.count if self.count else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.value)

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what and what the true share lies, 95 of 100 times (Wilson 1927)."""
        return wilson(self.right, self.count)

    @property
    def margin(self) -> str:
        low, high = self.bounds
        return f"{100 * low:.0f}–{100 * high:.0f} %"


def wilson(right: int, count: int) -> tuple[float, float]:
    if count == 0:
        return 0.0, 1.0
    share, width = right / count, Z95**2 / count
    middle = (share + width / 2) / (1 + width)
    half = Z95 / (1 + width) * math.sqrt(share * (1 - share) / count + width / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Difference:
    """How far apart two numbers are, and between what and what that lies 95 of 100 times."""

    value: float
    low: float
    high: float

    @property
    def is_more_than_chance(self) -> bool:
        return self.low > 0 or self.high < 0


def difference(one: Share, other: Share) -> Difference:
    """How much larger the first share is (Newcombe 1998, his method 10)."""
    (low, high), (other_low, other_high) = one.bounds, other.bounds
    apart = one.value - other.value
    below = apart - math.hypot(one.value - low, other_high - other.value)
    above = apart + math.hypot(high - one.value, other.value - other_low)
    return Difference(apart, below, above)


def differ(one: Share, other: Share) -> bool | None:
    """Whether two shares differ by more than chance does; None: too few to tell."""
    if not (one.is_enough and other.is_enough):
        return None
    return difference(one, other).is_more_than_chance


def chance_of_so_many_more(found: int, of: int, others: int, of_others: int) -> float:
    """How likely `found` or more of `of` are, when they and the others are alike and only chance
    dealt out who is among which (Fisher 1935, exact)."""
    whole, marked = of + of_others, found + others
    logs = [
        _ways(marked, each) + _ways(whole - marked, of - each) - _ways(whole, of)
        for each in range(max(found, marked - of_others), min(of, marked) + 1)
    ]
    return min(1.0, math.fsum(math.exp(log) for log in logs))


def holm(chances: Mapping[Any, float], alpha: float = 0.05) -> set[Any]:
    """Which of many findings hold when all of them were looked for (Holm 1979)."""
    held: set[Any] = set()
    for at, (name, chance) in enumerate(sorted(chances.items(), key=lambda each: each[1])):
        if chance > alpha / (len(chances) - at):
            break
        held.add(name)
    return held


def _ways(of: int, chosen: int) -> float:
    """The logarithm of how many ways there are to choose so many."""
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)


def chance_of_so_many(found: int, of: int, share: float) -> float:
    """How likely `found` or more of `of` are, when each comes with probability `share` (binomial,
    exact)."""
    if found <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    logs = [
        math.lgamma(of + 1)
        - math.lgamma(each + 1)
        - math.lgamma(of - each + 1)
        + each * math.log(share)
        + (of - each) * math.log1p(-share)
        for each in range(found, of + 1)
    ]
    return min(1.0, math.fsum(math.exp(log) for log in logs))


def bucket_of(seconds: float) -> int:
    """The bucket of a length of time; 0 holds all up to a minute."""
    minutes = seconds / 60
    return 0 if minutes <= 1 else math.ceil(math.log(minutes) / math.log(RATIO) - 1e-9)


def seconds_below(buckets: Mapping[int, int], share: float) -> float | None:
    """The length of time below which that share of them lies, within a tenth; None of none."""
    count = sum(buckets.values())
    if count == 0:
        return None
    wanted, before = share * count, 0
    for bucket in sorted(buckets):
        inside = buckets[bucket]
        if before + inside >= wanted:
            part = (wanted - before) / inside
            return 60.0 * (RATIO ** (bucket - 1 + part) if bucket else part)
        before += inside
    raise AssertionError("a share of more than all")


def change(now: int, before: int) -> str:
    """ "12 more than before", "3 fewer than before", "as many as before"."""
    more = now - before
    if more == 0:
        return "as many as before"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than before"


def round_up(value: int) -> int:
    """A round number to end an axis with."""
    for scale in (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000):
        for step in (2, 4, 6, 10):
            if value <= step * scale:
                return step * scale
    return value
