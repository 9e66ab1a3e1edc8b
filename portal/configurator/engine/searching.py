"""The engine for problems that do not compile: a solver asked once for each open question.

It is as exact as the graph and slower. Every question has a deadline; what is not known by then is
answered UNDECIDED, never guessed.
"""

import threading
import time
from collections.abc import Iterable, Sequence

import numpy as np

from portal.configurator.engine.formula import encode
from portal.configurator.engine.graph_engine import Pick, agreeing
from portal.configurator.engine.least_cost import Softs, least_cost
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.simplifying import ALWAYS, NEVER, Simplified, simplify
from portal.configurator.engine.solver import OutOfTime, Solver, at_most_one, code

NO, YES, UNDECIDED = 0, 1, 2
POOL = 512


def compile_search(problem: Problem, *, seconds: float = 10.0) -> "SearchEngine":
    """A solver for the problem; values that no build has are found once, here."""
    formula = encode(problem)
    small = simplify(formula, seconds=seconds)
    places = [small.became[code(literal)] for each in formula.literals for literal in each]
    return SearchEngine(problem.sizes, small, np.array(places, np.int64), seconds=seconds)


class SearchEngine:
    """Values are laid out variable after variable, as in the GraphEngine."""

    exact = True

    def __init__(
        self, sizes: Sequence[int], small: Simplified, places: np.ndarray, *, seconds: float = 10.0
    ):
        self.sizes = list(sizes)
        self.places = places
        self.starts = np.zeros(len(self.sizes) + 1, np.int64)
        np.cumsum(self.sizes, out=self.starts[1:])
        self.solver = _solver(small)
        self.lock = threading.RLock()
        self.void = small.contradictory
        self.pool = np.zeros((POOL, len(places)), np.uint8)
        self.pooled = 0
        self.never = np.zeros(len(places), bool)
        root = self.domains(np.ones(len(places), np.uint8), seconds=seconds)
        self.never = root == NO

    def allowing(self, picks: Iterable[Pick]) -> np.ndarray:
        """For each value, whether it agrees with the picks."""
        return agreeing(self.starts, picks)

    def possible(self, allowed: np.ndarray, *, seconds: float = 1.0) -> bool:
        """Whether a build of allowed values exists; OutOfTime when that is not known in time."""
        with self.lock:
            if self.void:
                return False
            if self._from_pool(allowed).any():
                return True
            assumptions = self._assumptions(allowed)
            if assumptions is None or not self._ask(assumptions, time.monotonic() + seconds):
                return False
            self._remember(self._model())
            return True

    def domains(
        self, allowed: np.ndarray, *, only: tuple[int, int] | None = None, seconds: float = 1.0
    ) -> np.ndarray:
        """For each value YES, NO or UNDECIDED: whether a build of allowed values has it.

        With `only`, places outside of it are answered NO where they were not met by the way.
        """
        with self.lock:
            return self._domains(allowed, only, time.monotonic() + seconds)

    def _domains(
        self, allowed: np.ndarray, only: tuple[int, int] | None, until: float
    ) -> np.ndarray:
        answer = np.zeros(len(self.places), np.uint8)
        open_ = (allowed != 0) & ~self.never
        if only:
            open_[: only[0]] = open_[only[1] :] = False
        known = self.pool[: self.pooled][self._from_pool(allowed)]
        if len(known):
            answer[known.any(axis=0)] = YES
        assumptions = None if self.void else self._assumptions(allowed)
        if assumptions is None:
            return np.zeros(len(self.places), np.uint8)
        try:
            if not len(known):
                if not self._ask(assumptions, until):
                    return answer
                self._found(answer)
            for place in np.flatnonzero(open_ & (answer == NO)).tolist():
                if answer[place] != NO or self.places[place] == NEVER:
                    continue
                wanted = self.places[open_ & (answer == NO)]
                self.solver.prefer(wanted[wanted >= 0])
                if self._ask([*assumptions, int(self.places[place])], until):
                    self._found(answer)
                else:
                    open_[place] = False
        except OutOfTime:
            answer[open_ & (answer == NO)] = UNDECIDED
        return answer

    def cheapest(self, cost: np.ndarray, *, seconds: float = 5.0) -> tuple[float, np.ndarray, bool]:
        """The least cost of a build, the build by values, and whether it is proven the least."""
        allowed = (cost < NO_WAY).astype(np.uint8)
        assumptions = None if self.void else self._assumptions(allowed)
        if assumptions is None:
            return NO_WAY, np.zeros(len(self.places), np.uint8), True
        with self.lock:
            solver = self.solver.copy()
        for literal in assumptions:
            solver.add([literal])
        found = least_cost(solver, self._softs(cost), self._model_of, time.monotonic() + seconds)
        if found.model is None:
            return NO_WAY, np.zeros(len(self.places), np.uint8), found.proven
        return float(cost[found.model == 1].sum()), found.model, found.proven

    def least(self, cost: np.ndarray) -> np.ndarray | None:
        """Not known: it would take a search for each value."""
        return None

    def count(self, allowed: np.ndarray) -> int | None:
        """Not known: builds are not counted one by one."""
        return None

    def _softs(self, cost: np.ndarray) -> Softs:
        """What each value costs more than the cheapest of its variable."""
        softs: dict[int, float] = {}
        for variable in range(len(self.sizes)):
            low, high = int(self.starts[variable]), int(self.starts[variable + 1])
            own = cost[low:high]
            base = own.min()
            for place in range(low, high):
                literal = int(self.places[place])
                extra = float(cost[place] - base)
                if 0 < extra < NO_WAY and literal >= 0:
                    softs[literal] = softs.get(literal, 0.0) + extra
        for literal in [each for each in softs if each ^ 1 in softs]:
            if literal in softs and literal ^ 1 in softs:
                least = min(softs[literal], softs[literal ^ 1])
                softs[literal] -= least
                softs[literal ^ 1] -= least
        return {literal ^ 1: extra for literal, extra in softs.items() if extra > 0}

    def _assumptions(self, allowed: np.ndarray) -> list[int] | None:
        """Literals that say "only allowed values"; None when that cannot be from the start."""
        banned = self.places[allowed == 0]
        if (banned == ALWAYS).any():
            return None
        return [int(each) ^ 1 for each in np.unique(banned[banned >= 0])]

    def _ask(self, assumptions: list[int], until: float) -> bool:
        if time.monotonic() > until:
            raise OutOfTime
        return self.solver.solve(assumptions, until=until)

    def _model(self) -> np.ndarray:
        return self._model_of(self.solver)

    def _model_of(self, solver: Solver) -> np.ndarray:
        value = np.concatenate([np.asarray(solver.value, np.int32), [0, 1]])
        return (value[self.places] == 1).astype(np.uint8)

    def _found(self, answer: np.ndarray) -> None:
        model = self._model()
        answer[model == 1] = YES
        self._remember(model)

    def _remember(self, model: np.ndarray) -> None:
        place = self.pooled if self.pooled < POOL else int(model.sum() * 7919) % POOL
        self.pool[place] = model
        self.pooled = max(self.pooled, place + 1)

    def _from_pool(self, allowed: np.ndarray) -> np.ndarray:
        """Which remembered builds consist of allowed values."""
        banned = np.flatnonzero(allowed == 0)
        return ~self.pool[: self.pooled, banned].any(axis=1)


def _solver(small: Simplified) -> Solver:
    clauses = list(small.clauses)
    truths = small.truths
    for group in small.groups:
        clauses.append(group)
        more, fresh = at_most_one(list(group), truths)
        clauses += more
        truths += fresh
    return Solver(truths, clauses)
