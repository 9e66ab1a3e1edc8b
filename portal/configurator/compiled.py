"""Questions to a compiled problem, in variables and values."""

from collections.abc import Iterable, Sequence

import numpy as np

from portal.configurator.compiling import TooHard, grow
from portal.configurator.formula import encode
from portal.configurator.graph import Graph, build
from portal.configurator.passes import NO_WAY, Walker
from portal.configurator.problem import Problem
from portal.configurator.simplifying import ALWAYS, NEVER, simplify

Pick = tuple[int, int]
"""A variable and the number of its value."""


def compile_graph(problem: Problem, *, seconds: float = 60.0, edges: int = 2_000_000) -> Graph:
    """The graph of all builds, or TooHard when it is not found within the time and size."""
    formula = encode(problem)
    small = simplify(formula, seconds=seconds / 3)
    places = []
    for literals in formula.literals:
        for literal in literals:
            code = 2 * literal - 2 if literal > 0 else -2 * literal - 1
            places.append(small.became[code])
    shown = {place for place in places if place >= 0}
    grown = grow(small, shown, seconds=seconds, edges=edges)
    return build(grown, np.array(places, dtype=np.int64))


class GraphEngine:
    """Answers from the graph, by walking it. Values are laid out variable after variable."""

    exact = True

    def __init__(self, sizes: Sequence[int], graph: Graph):
        self.sizes = list(sizes)
        self.graph = graph
        self.walker = Walker(graph)
        self.starts = np.zeros(len(self.sizes) + 1, np.int64)
        np.cumsum(self.sizes, out=self.starts[1:])
        self.leaf = graph.leaf

    def allowing(self, picks: Iterable[Pick]) -> np.ndarray:
        """For each value, whether it agrees with the picks."""
        allowed = np.ones(len(self.leaf), np.uint8)
        for variable, value in picks:
            low, high = self.starts[variable], self.starts[variable + 1]
            own = allowed[low + value]
            allowed[low:high] = 0
            allowed[low + value] = own
        return allowed

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
