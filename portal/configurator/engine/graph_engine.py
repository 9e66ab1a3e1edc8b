"""The engine that answers from the compiled graph, by walking it."""

import time
from collections.abc import Iterable, Sequence

import numpy as np

from portal.configurator.engine.compiling import TooHard, grow
from portal.configurator.engine.formula import encode
from portal.configurator.engine.graph import Graph, build
from portal.configurator.engine.kernel import FAST, kernel
from portal.configurator.engine.passes import NO_WAY, Walker
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.simplifying import ALWAYS, simplify
from portal.configurator.engine.solver import code

HEURISTICS = (0, 1000, 3)
"""How much the open clauses around a truth count beside its rank; the smallest graph is kept."""
Pick = tuple[int, int]
"""A variable and the number of its value."""


def agreeing(starts: np.ndarray, picks: Iterable[Pick]) -> np.ndarray:
    """For each value, whether it agrees with the picks; `starts` is where each variable's begin."""
    allowed = np.ones(starts[-1], np.uint8)
    for variable, value in picks:
        low, high = starts[variable], starts[variable + 1]
        own = allowed[low + value]
        allowed[low:high] = 0
        allowed[low + value] = own
    return allowed


def compile_graph(problem: Problem, *, seconds: float = 60.0, edges: int = 2_000_000) -> Graph:
    """The graph of all builds, or TooHard when it is not found within the time and size."""
    until = time.thread_time() + seconds
    formula = encode(problem)
    small = simplify(formula, seconds=seconds / 3)
    places = np.array(
        [small.became[code(literal)] for each in formula.literals for literal in each], np.int64
    )
    shown = {int(place) for place in places if place >= 0}
    best, taken = None, 0.0
    for number, dynamic in enumerate(HEURISTICS):
        start = time.thread_time()
        left = until - start
        if best is not None:
            left = min(left, 3 * taken)
        else:
            left /= len(HEURISTICS) - number
        try:
            found = build(grow(small, shown, seconds=left, edges=edges, dynamic=dynamic), places)
        except TooHard:
            continue
        taken = time.thread_time() - start
        if best is None or found.edges < best.edges:
            best = found
    if best is None:
        raise TooHard
    return best


class GraphEngine:
    """Answers from the graph, by walking it. Values are laid out variable after variable."""

    exact = True

    def __init__(self, sizes: Sequence[int], graph: Graph, *, fast: bool = FAST):
        self.sizes = list(sizes)
        self.graph = graph
        self.fast = fast
        self.walker = Walker(graph, fast=fast)
        self.starts = np.zeros(len(self.sizes) + 1, np.int64)
        np.cumsum(self.sizes, out=self.starts[1:])
        self.leaf = graph.leaf
        self.slot = np.where(self.leaf >= 0, self.leaf, self.leaf + graph.leaves + 2)

    def allowing(self, picks: Iterable[Pick]) -> np.ndarray:
        """For each value, whether it agrees with the picks."""
        return agreeing(self.starts, picks)

    def _leaves(self, allowed: np.ndarray) -> tuple[bool, np.ndarray]:
        """Whether all that always holds is allowed, and the leaves that are."""
        leaves = np.ones(self.graph.leaves + 2, np.uint8)
        leaves[self.leaf[allowed == 0]] = 0
        return bool(leaves[ALWAYS]), leaves[:-2]

    def possible(self, allowed: np.ndarray) -> bool:
        fine, leaves = self._leaves(allowed)
        return fine and self.walker.possible(leaves)

    def domains(self, allowed: np.ndarray) -> np.ndarray:
        """For each value (uint8), whether a build of allowed values has it."""
        fine, leaves = self._leaves(allowed)
        if not fine:
            return np.zeros(len(self.leaf), np.uint8)
        live = np.zeros(self.graph.leaves + 2, np.uint8)
        live[:-2] = self.walker.live(leaves)
        live[ALWAYS] = live.any() if not self.walker.still else not self.walker.void
        return live[self.leaf]

    def cheapest(self, cost: np.ndarray) -> tuple[float, np.ndarray, bool]:
        """The least cost of a build, the build by values, and that this is proven.

        Values that cost NO_WAY are not allowed.
        """
        fine, due, leaves = self._costs(cost)
        total, chosen = (NO_WAY, None) if not fine else self.walker.cheapest(leaves)
        if total >= NO_WAY:
            return NO_WAY, np.zeros(len(self.leaf), np.uint8), True
        build = np.zeros(self.graph.leaves + 2, np.uint8)
        build[:-2] = chosen
        build[ALWAYS] = 1
        return total + due, build[self.leaf], True

    def least(self, cost: np.ndarray) -> np.ndarray | None:
        """For each value, the least cost of a build that has it; NO_WAY where there is none."""
        fine, due, leaves = self._costs(cost)
        if not fine:
            return np.full(len(self.leaf), NO_WAY)
        least = np.full(self.graph.leaves + 2, NO_WAY)
        least[:-2] = self.walker.least(leaves)
        if self.walker.still:
            least[ALWAYS] = NO_WAY if self.walker.void else 0.0
        else:
            least[ALWAYS] = least[:-2].min()
        return np.where(least < NO_WAY, least + due, NO_WAY)[self.leaf]

    def count(self, allowed: np.ndarray) -> int | None:
        """How many builds of allowed values there are."""
        fine, leaves = self._leaves(allowed)
        return self.walker.count(leaves) if fine else 0

    def _costs(self, cost: np.ndarray) -> tuple[bool, float, np.ndarray]:
        """Whether all that always holds is allowed, what every build costs, and each leaf's cost.

        Each variable takes one value, so the cheapest value's cost is due anyway; what is left for
        the leaves is not negative.
        """
        if self.fast:
            leaves = np.zeros(self.graph.leaves + 2)
            due = share_out(cost, self.starts, self.slot, leaves)
            fine = leaves[ALWAYS] < NO_WAY and due < NO_WAY / 2
            return bool(fine), float(due + leaves[ALWAYS]), leaves[:-2]
        base = np.minimum.reduceat(cost, self.starts[:-1])
        extra = np.where(cost < NO_WAY, cost - np.repeat(base, self.sizes), NO_WAY)
        leaves = np.bincount(self.slot, weights=extra, minlength=self.graph.leaves + 2)
        fine = leaves[ALWAYS] < NO_WAY and base.max(initial=0.0) < NO_WAY
        due = float(leaves[ALWAYS] + base.sum())
        return bool(fine), due, np.minimum(leaves[:-2], NO_WAY)

    def total(self, cost: np.ndarray) -> float:
        """The least cost of a build, without the build."""
        fine, due, leaves = self._costs(cost)
        total = self.walker.total(leaves) if fine else NO_WAY
        return due + total if total < NO_WAY else NO_WAY


@kernel
def share_out(cost, starts, slot, leaves):
    """Add what each value costs more than its variable's cheapest to its leaf; return the rest."""
    due = 0.0
    for variable in range(len(starts) - 1):
        least = cost[starts[variable]]
        for place in range(starts[variable] + 1, starts[variable + 1]):
            if cost[place] < least:
                least = cost[place]
        due += least
        for place in range(starts[variable], starts[variable + 1]):
            spot = slot[place]
            if cost[place] >= NO_WAY:
                leaves[spot] = NO_WAY
            elif leaves[spot] < NO_WAY:
                leaves[spot] += cost[place] - least
    return due
