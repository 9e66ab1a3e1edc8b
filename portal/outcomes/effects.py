"""What a difference between whom we wrote to and whom we held back can say. Pure."""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from portal.figures import Difference, Share, difference

FEWEST = 30
"""Below so many in either group nothing is said about a difference."""
FEWEST_BUYERS = 10
"""Below so many buyers in either group, the average of what they spent says nothing."""
MOST_NEEDED = 1_000_000
EXPECTED = 0.03
"""The size of effect for which the interval of whoever looks every day is narrowest."""
_NORMAL = NormalDist()
Z, POWER = _NORMAL.inv_cdf(0.975), _NORMAL.inv_cdf(0.8)


class Verdict(StrEnum):
    FEW = "few"
    CHANCE = "chance"
    LIKELY = "likely"
    """The interval leaves out zero, but not that of somebody who looks every day."""
    SURE = "sure"


@dataclass(frozen=True)
class Effect:
    """What those we meant to write to did more, or less, than those we held back."""

    reached: Share
    held: Share

    @property
    def difference(self) -> Difference:
        return difference(self.reached, self.held)

    @property
    def verdict(self) -> Verdict:
        if min(self.reached.count, self.held.count) < FEWEST:
            return Verdict.FEW
        found = self.difference
        if not found.is_more_than_chance:
            return Verdict.CHANCE
        is_sure = abs(found.value) > always_valid(self.reached, self.held)
        return Verdict.SURE if is_sure else Verdict.LIKELY

    @property
    def points(self) -> float:
        return 100 * self.difference.value

    @property
    def more_held_back(self) -> int | None:
        """How many more have to be held back, if it stays like this, until four of five such
        comparisons would show it; None: there is no difference to show."""
        found = needed(self.reached, self.held)
        return None if found is None else max(0, found - self.held.count)

    @property
    def more_people(self) -> int | None:
        """How many more in both groups together, in the proportion they have now."""
        more = self.more_held_back
        return None if more is None else math.ceil(more * (1 + self._ratio))

    @property
    def smallest_shown(self) -> float:
        """The smallest difference, in points, that so many people would show in four of five."""
        share = (self.reached.right + self.held.right + 1) / (
            self.reached.count + self.held.count + 2
        )
        spread = (
            share * (1 - share) * (1 / max(1, self.reached.count) + 1 / max(1, self.held.count))
        )
        return min(100.0, 100 * (Z + POWER) * math.sqrt(spread))

    @property
    def _ratio(self) -> float:
        return self.reached.count / self.held.count if self.held.count else 1.0


def needed(one: Share, other: Share) -> int | None:
    """How large the other group must be, the first growing with it, to show this difference with a
    power of 80 % at 5 % (Fleiss, Levin & Paik 2003, without correction)."""
    apart = abs(one.value - other.value)
    if apart == 0 or not other.count or not one.count:
        return None
    ratio = one.count / other.count
    middle = (ratio * one.value + other.value) / (ratio + 1)
    chance = Z * math.sqrt((1 + 1 / ratio) * middle * (1 - middle))
    real = POWER * math.sqrt(one.value * (1 - one.value) / ratio + other.value * (1 - other.value))
    return min(MOST_NEEDED, math.ceil(((chance + real) / apart) ** 2))


def always_valid(one: Share, other: Share) -> float:
    """Half the width of an interval that may be looked at every day (Johari and others 2017, a
    mixture of normals), from shares with one more success and failure each (Agresti & Caffo)."""
    variance = sum(
        (each.right + 1) * (each.count - each.right + 1) / (each.count + 2) ** 3
        for each in (one, other)
    )
    expected = EXPECTED**2
    inside = 2 * math.log(20) + math.log((variance + expected) / variance)
    return math.sqrt(variance * (variance + expected) / expected * inside)


@dataclass(frozen=True)
class Sums:
    """Amounts of money, by what is needed of them: how many, how much, and squared."""

    count: int
    total: int
    squares: int
    buyers: int = 0

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        if self.count < 2:
            return 0.0
        above = self.squares * self.count - self.total**2  # whole numbers: nothing cancels out
        return max(0.0, above / (self.count * (self.count - 1)))


@dataclass(frozen=True)
class Spending:
    """What each person spent on average, of both groups."""

    reached: Sums
    held: Sums

    @property
    def is_enough(self) -> bool:
        return min(self.reached.buyers, self.held.buyers) >= FEWEST_BUYERS

    @property
    def difference(self) -> Difference | None:
        return welch(self.reached, self.held)


def welch(one: Sums, other: Sums) -> Difference | None:
    """How much larger the first mean is (Welch 1947); None where nothing varies."""
    if min(one.count, other.count) < 2:
        return None
    parts = [each.variance / each.count for each in (one, other)]
    if sum(parts) == 0:
        return None
    freedom = sum(parts) ** 2 / sum(
        part**2 / (each.count - 1) for part, each in zip(parts, (one, other), strict=True)
    )
    half = student(freedom) * math.sqrt(sum(parts))
    apart = one.mean - other.mean
    return Difference(apart, apart - half, apart + half)


def student(freedom: float) -> float:
    """Student's t for 95 %, by the series of Cornish and Fisher; right to 0.005 from 5 on."""
    z, n = Z, max(freedom, 1.0)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
