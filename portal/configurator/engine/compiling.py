"""Compiling: all builds of a model as one graph in which alternatives share what they have alike.

The graph is a decision-DNNF. It is grown from the top: fix one truth or one value of a group,
follow what is forced, cut what remains into parts that have nothing to do with each other, and
grow each part once, however often it is met (parts are remembered by what is left of them).
"""

import sys
import time
from dataclasses import dataclass, field

from portal.configurator.engine.kernel import integers
from portal.configurator.engine.ordering import ranks, units_of
from portal.configurator.engine.parts import Part, parts_of
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
        self.grown = Grown([((), ())], [()])
        self.joined: dict[tuple, int] = {}
        self.known: dict[tuple[int, int], int] = {}
        self.parts = parts_of(self.net, ranks(small, unit, self.members), dynamic)

    def grow(self) -> Grown:
        if self.small.contradictory or not self.net.assign([]):
            return self.grown
        every = integers(list(range(self.small.truths)))
        self.grown.root = self._join(self.net.since(0), self.parts.of(every))
        return self.grown

    def _join(self, literals: list[int], parts: list[Part]) -> int:
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

    def _alternatives(self, part: Part) -> int:
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
