"""The cheapest model, by asking for a model without any cost and paying for what prevents it.

Each time the solver names wishes that cannot be met together, the cheapest of them is paid, and
counting "how many of these are not met" becomes the next wish (the OLL algorithm). Dear wishes
come first, so that a good build is known early.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.configurator.engine.solver import OutOfTime, Solver

Softs = dict[int, float]
"""What it costs when a literal does not hold."""


@dataclass
class Cheapest:
    """`model` is None when there is none (proven), or none was found in time (not proven)."""

    model: Any
    proven: bool


def least_cost(
    solver: Solver, softs: Softs, read: Callable[[Solver], Any], until: float
) -> Cheapest:
    """The model with the least cost of unmet wishes; adds clauses to the solver."""
    state = _State(solver, dict(softs), until)
    best = None
    level = max(softs.values(), default=0.0)
    try:
        while True:
            core = state.core(level)
            if core is not None and not core:
                return Cheapest(best, proven=True)
            if core:
                state.pay(core)
                continue
            best = read(solver)
            below = [weight for weight in state.softs.values() if 0 < weight < level]
            if not below:
                return Cheapest(best, proven=True)
            level = max(min(level / 4, max(below)), min(below))
    except OutOfTime:
        return Cheapest(best, proven=False)


@dataclass
class _State:
    solver: Solver
    softs: Softs
    until: float

    def __post_init__(self) -> None:
        self.next_of: dict[int, tuple[list[int], int]] = {}

    def core(self, level: float) -> list[int] | None:
        """Wishes of at least this weight that cannot be met together; None when all can."""
        if time.monotonic() > self.until:
            raise OutOfTime
        wishes = [each for each, weight in self.softs.items() if weight >= level]
        wishes.sort(key=lambda each: -self.softs[each])
        if self.solver.solve(wishes, until=self.until):
            return None
        return self._smaller(self.solver.core)

    def _smaller(self, core: list[int]) -> list[int]:
        """Ask again with the blamed ones alone, while that names fewer."""
        while len(core) > 1:
            self.solver.solve(core, until=self.until)
            if len(self.solver.core) >= len(core):
                break
            core = self.solver.core
        return core

    def pay(self, core: list[int]) -> None:
        least = min(self.softs[each] for each in core)
        for each in core:
            self.softs[each] -= least
            if self.softs[each] <= 0:
                del self.softs[each]
            if each in self.next_of:
                outputs, at = self.next_of[each]
                self._wish(outputs, at + 1, least)
        if len(core) == 1:
            self.solver.add([core[0] ^ 1])
            return
        outputs = self._counted([each ^ 1 for each in core])
        self.solver.add([each ^ 1 for each in core])
        self._wish(outputs, 1, least)

    def _wish(self, outputs: list[int], at: int, weight: float) -> None:
        """Wish that no more than `at` of the counted ones are true."""
        if at >= len(outputs):
            return
        wish = outputs[at] ^ 1
        self.softs[wish] = self.softs.get(wish, 0.0) + weight
        self.next_of[wish] = (outputs, at)

    def _counted(self, literals: list[int]) -> list[int]:
        """Literals that hold when at least one, two, ... of the given ones do (a totalizer)."""
        if len(literals) == 1:
            return literals
        middle = len(literals) // 2
        left, right = self._counted(literals[:middle]), self._counted(literals[middle:])
        first = 2 * self.solver.new_truths(len(literals))
        outputs = [first + 2 * each for each in range(len(literals))]
        for one in range(len(left) + 1):
            for other in range(len(right) + 1):
                if one + other:
                    clause = [outputs[one + other - 1]]
                    clause += [left[one - 1] ^ 1] if one else []
                    clause += [right[other - 1] ^ 1] if other else []
                    self.solver.add(clause)
        return outputs
