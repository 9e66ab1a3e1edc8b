"""Compiling: all builds of a model as one graph in which alternatives share what they have alike.

The graph is a decision-DNNF. It is grown from the top: fix one truth or one value of a group,
follow what is forced, cut what remains into parts that have nothing to do with each other, and
grow each part once, however often it is met (parts are remembered by what is left of them).
"""

import sys
import time
from dataclasses import dataclass, field

import numpy as np

from portal.configurator.engine.kernel import FAST, integers, kernel
from portal.configurator.engine.ordering import ranks, units_of
from portal.configurator.engine.simplifying import Simplified

NOTHING = 0


class TooHard(RuntimeError):
    """The model did not compile within the given time or size."""


@dataclass
class Grown:
    """Nodes by number, children first. Node 0 has no build."""

    joins: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    """Of a node that joins: the literals that hold, and the parts. Of an alternative: ((), ())."""
    branches: list[tuple[int, ...]] = field(default_factory=list)
    """Of an alternative: its joining nodes. Of a node that joins: ()."""
    root: int = NOTHING


def grow(
    small: Simplified, shown: set[int], *, seconds: float, edges: int, dynamic: int = 0
) -> Grown:
    """Compile within `seconds` of this thread's own time and `edges`, or raise TooHard.

    Only the literals in `shown` are kept in the graph; the others serve to find it. `dynamic` adds
    the number of open clauses a truth is in, times this, to its rank.
    """
    grower = _Grower(small, shown, seconds=seconds, edges=edges, dynamic=dynamic)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20_000))
    try:
        return grower.grow()
    finally:
        sys.setrecursionlimit(limit)


class _Grower:
    def __init__(
        self, small: Simplified, shown: set[int], *, seconds: float, edges: int, dynamic: int
    ):
        self.small = small
        self.shown = shown
        self.until = time.thread_time() + seconds
        self.edges_left = edges
        self.net = small.network()
        unit, self.members = units_of(small)
        self.unit = unit
        rank = ranks(small, unit, self.members)
        self.grown = Grown([((), ())], [()])
        self.joined: dict[tuple, int] = {}
        self.known: dict[tuple[int, int], int] = {}
        long = len(self.net.held)
        rng = np.random.default_rng(7)
        marks = rng.integers(1, 2**62, size=(2, small.truths + long), dtype=np.int64)
        self.parts = _Parts(
            fixed=self.net.fixed[:6],
            values=self.net.values,
            held=self.net.held,
            rank=integers(rank),
            dynamic=dynamic,
            marks=tuple(each if FAST else each.tolist() for each in marks),
            seen_truth=integers([0] * small.truths),
            seen_clause=integers([0] * long),
            truths=integers([0] * (small.truths + 1)),
            begins=integers([0] * (small.truths + 2)),
            first=np.zeros(small.truths + 1, np.int64) if FAST else [0] * (small.truths + 1),
            second=np.zeros(small.truths + 1, np.int64) if FAST else [0] * (small.truths + 1),
            branch=integers([0] * (small.truths + 1)),
            stamp=integers([0]),
        )

    def grow(self) -> Grown:
        if self.small.contradictory or not self.net.assign([]):
            return self.grown
        every = integers(list(range(self.small.truths)))
        self.grown.root = self._join(self.net.since(0), self.parts.of(every))
        return self.grown

    def _join(self, literals: list[int], parts: list["_Part"]) -> int:
        """A node where the literals hold and each part is built; NOTHING if one cannot be."""
        parts.sort(key=lambda part: len(part.truths))
        children = []
        for part in parts:
            node = self.known.get(part.key)
            if node is None:
                node = self.known[part.key] = self._alternatives(part)
            if node == NOTHING:
                return NOTHING
            children.append(node)
        children.sort()
        key = (tuple(sorted(self.shown.intersection(literals))), tuple(children))
        node = self.joined.get(key)
        if node is None:
            node = self.joined[key] = self._add(key, ())
            self.edges_left -= len(key[0]) + len(key[1])
        return node

    def _alternatives(self, part: "_Part") -> int:
        """Branch on the part's most important unit, one alternative a value."""
        if self.edges_left < 0 or time.thread_time() > self.until:
            raise TooHard
        net = self.net
        branches = []
        for literal in self._choices(part.branch):
            base = net.assigned
            if net.assign([literal]):
                node = self._join(net.since(base), self.parts.of(part.truths))
                if node != NOTHING:
                    branches.append(node)
            net.undo(base)
        if not branches:
            return NOTHING
        self.edges_left -= len(branches)
        return self._add(((), ()), tuple(dict.fromkeys(branches)))

    def _choices(self, truth: int) -> list[int]:
        group = self.members[self.unit[truth]]
        values = self.net.values
        if group and not any(values[literal] == 1 for literal in group):
            return [literal for literal in group if values[literal] == 0]
        return [2 * truth, 2 * truth + 1]

    def _add(self, join: tuple, branches: tuple[int, ...]) -> int:
        self.grown.joins.append(join)
        self.grown.branches.append(branches)
        return len(self.grown.joins) - 1


@dataclass(frozen=True)
class _Part:
    """What is left to build, apart from the rest: its truths, its mark, where to branch."""

    truths: list[int]
    key: tuple[int, int]
    branch: int


@dataclass
class _Parts:
    """Cuts open truths into parts; holds the space this needs."""

    fixed: tuple
    values: object
    held: object
    rank: object
    dynamic: int
    marks: tuple
    seen_truth: object
    seen_clause: object
    truths: object
    begins: object
    first: object
    second: object
    branch: object
    stamp: object

    def of(self, truths: object) -> list[_Part]:
        count = cut(
            truths,
            *self.fixed,
            self.values,
            self.held,
            self.rank,
            self.dynamic,
            *self.marks,
            self.seen_truth,
            self.seen_clause,
            self.truths,
            self.begins,
            self.first,
            self.second,
            self.branch,
            self.stamp,
        )
        return [
            _Part(
                truths=self.truths[self.begins[each] : self.begins[each + 1]].copy(),
                key=(int(self.first[each]), int(self.second[each])),
                branch=int(self.branch[each]),
            )
            for each in range(count)
        ]


@kernel
def cut(
    open_truths,
    implied_at,
    implied,
    long_at,
    long,
    occurs_at,
    occurs,
    values,
    held,
    rank,
    dynamic,
    mark_one,
    mark_two,
    seen_truth,
    seen_clause,
    truths,
    begins,
    first,
    second,
    branch,
    stamp,
):
    """Write the connected parts of the open truths to the arrays; return how many there are.

    Truths that no open clause holds are in no part: both of their values are builds.
    """
    stamp[0] += 1
    now = stamp[0]
    count_truths = len(rank)
    parts = 0
    end = 0
    for start in open_truths:
        if values[2 * start] != 0 or seen_truth[start] == now:
            continue
        begin = end
        seen_truth[start] = now
        truths[end] = start
        end += 1
        at = begin
        one = 0
        two = 0
        best = -1
        best_score = -1
        held_by = 0
        while at < end:
            truth = truths[at]
            at += 1
            one ^= mark_one[truth]
            two ^= mark_two[truth]
            touching = 0
            for literal in (2 * truth, 2 * truth + 1):
                for place in range(implied_at[literal], implied_at[literal + 1]):
                    other = implied[place] >> 1
                    if values[2 * other] == 0:
                        touching += 1
                        if seen_truth[other] != now:
                            seen_truth[other] = now
                            truths[end] = other
                            end += 1
                for place in range(occurs_at[literal], occurs_at[literal + 1]):
                    clause = occurs[place]
                    if held[clause] != 0:
                        continue
                    touching += 1
                    if seen_clause[clause] == now:
                        continue
                    seen_clause[clause] = now
                    one ^= mark_one[count_truths + clause]
                    two ^= mark_two[count_truths + clause]
                    for spot in range(long_at[clause], long_at[clause + 1]):
                        other = long[spot] >> 1
                        if values[2 * other] == 0 and seen_truth[other] != now:
                            seen_truth[other] = now
                            truths[end] = other
                            end += 1
            held_by += touching
            score = rank[truth] + dynamic * touching
            if score > best_score:
                best_score = score
                best = truth
        if held_by == 0:
            end = begin
            continue
        begins[parts] = begin
        first[parts] = one
        second[parts] = two
        branch[parts] = best
        parts += 1
        begins[parts] = end
    return parts
