"""Which options are bought together more often than chance has it. Pure."""

import heapq
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from portal.figures import ENOUGH, chance_of_so_many

SURE = 0.05
"""So likely may one false alarm be among all pairs that were looked at."""
MOST_PAIRS = 200_000
MOST_OF_ONE = 400


@dataclass(frozen=True)
class Pair:
    """Two things that `both` of `of` baskets have."""

    one: Hashable
    other: Hashable
    both: int
    ones: int
    others: int
    of: int
    looked_at: int = 1
    """How many pairs were compared: the more, the more of them stand out by chance."""

    @property
    def support(self) -> float:
        """The share of all baskets that have both."""
        return self.both / self.of

    @property
    def expected(self) -> float:
        """So many would have both if they had nothing to do with each other."""
        return self.ones * self.others / self.of

    @property
    def lift(self) -> float:
        return self.both / self.expected

    @property
    def is_enough(self) -> bool:
        return self.both >= ENOUGH

    @property
    def is_more_than_chance(self) -> bool:
        share = self.ones * self.others / self.of**2
        return chance_of_so_many(self.both, self.of, share) * self.looked_at < SURE


def pairs(baskets: Sequence[Iterable[Hashable]]) -> list[Pair]:
    """Every two things that share a basket, the strongest first, and those of which there are too
    few to tell last. A thing that is in every basket goes with all others alike: left out."""
    contents = [set(each) for each in baskets]
    single = Counter(thing for each in contents for thing in each)
    kept = {
        thing
        for thing, n in heapq.nlargest(MOST_OF_ONE, single.items(), key=lambda each: each[1])
        if n < len(contents)
    }
    both: Counter[tuple[Hashable, Hashable]] = Counter()
    for each in contents:
        both.update(combinations(sorted(each & kept, key=repr), 2))
    found = [
        Pair(one, other, n, single[one], single[other], len(contents), len(both))
        for (one, other), n in both.most_common(MOST_PAIRS)
    ]
    return sorted(found, key=lambda pair: (not pair.is_enough, -pair.lift, -pair.both))
