"""Our engines, in the form that the bench measures: domains, repair, price, conflict."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.configurator.sessions import Pick
from portal.configurator.engine.graph_engine import GraphEngine, compile_graph
from portal.configurator.engine.kernel import FAST
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.searching import SearchEngine, compile_search
from portal.configurator.explaining import smallest

CHANGE = 1e7


@dataclass
class Ours:
    """The graph or the search. `full` tells whether repair, price and conflict are measured."""

    name: str
    engine: Any
    compile_s: float
    edges: int | None
    full: bool = True

    def domains(self, picks: list[Pick]) -> np.ndarray:
        return self.engine.domains(self.engine.allowing(picks))

    def repair(self, picks: list[Pick], wanted: Pick, prices: np.ndarray) -> float | None:
        """The least of changes × CHANGE + price that has the wanted value."""
        found = self.engine.cheapest(repair_costs(self.engine, picks, wanted, prices))
        return found[0] if found[2] else None

    def price(self, picks: list[Pick], prices: np.ndarray) -> tuple[float, float] | None:
        """Least and most; the least for every value at once."""
        allowed = self.engine.allowing(picks)
        least = self.engine.least(np.where(allowed, prices, NO_WAY))
        if least is None:
            return None
        most = self.engine.total(np.where(allowed, -prices, NO_WAY))
        return float(least.min()), -most

    def conflict(self, picks: list[Pick], wanted: Pick) -> list[Pick]:
        """A smallest part of the picks that rules the wanted value out."""
        others = [pick for pick in picks if pick[0] != wanted[0]]
        return smallest(
            others, lambda part: not self.engine.possible(self.engine.allowing([*part, wanted]))
        )


def wish_costs(
    starts: Sequence[int], picks: list[Pick], wanted: Pick, prices: np.ndarray
) -> np.ndarray:
    """What each value costs: its price, and CHANGE where it replaces a pick."""
    cost = prices.copy()
    for variable, value in picks:
        if variable != wanted[0]:
            low, high = starts[variable], starts[variable + 1]
            cost[low:high] += CHANGE
            cost[low + value] -= CHANGE
    return cost


def repair_costs(engine, picks: list[Pick], wanted: Pick, prices: np.ndarray) -> np.ndarray:
    cost = wish_costs(engine.starts, picks, wanted, prices)
    low, high = engine.starts[wanted[0]], engine.starts[wanted[0] + 1]
    own = prices[low + wanted[1]]
    cost[low:high] = NO_WAY
    cost[low + wanted[1]] = own
    return cost


def graph(problem: Problem, *, seconds: float, edges: int) -> list[Ours]:
    """The compiled graph, walked by machine code where numba is there, and by numpy."""
    started = time.perf_counter()
    made = compile_graph(problem, seconds=seconds, edges=edges)
    taken = time.perf_counter() - started
    ways = [("graph, numba", True)] if FAST else []
    return [
        Ours(name, GraphEngine(problem.sizes, made, fast=fast), taken, made.edges)
        for name, fast in [*ways, ("graph, numpy", False)]
    ]


def search(problem: Problem) -> Ours:
    started = time.perf_counter()
    engine: SearchEngine = compile_search(problem, seconds=30)
    engine_seconds = time.perf_counter() - started
    return Ours("search", _Patient(engine), engine_seconds, None, full=False)


class _Patient:
    """The search without its deadline: the bench waits for every answer."""

    def __init__(self, engine: SearchEngine):
        self.engine = engine
        self.sizes, self.starts = engine.sizes, engine.starts
        self.allowing, self.least = engine.allowing, engine.least

    def domains(self, allowed: np.ndarray) -> np.ndarray:
        return self.engine.domains(allowed, seconds=600)

    def possible(self, allowed: np.ndarray) -> bool:
        return self.engine.possible(allowed, seconds=600)

    def cheapest(self, cost: np.ndarray) -> tuple:
        return self.engine.cheapest(cost, seconds=20)
