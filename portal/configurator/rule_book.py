"""The rules one by one, to find out which of them stand in the way."""

import threading
import time

from portal.configurator.answers import Choices
from portal.configurator.engine.formula import encode
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.solver import OutOfTime, Solver, code, solver_of
from portal.configurator.lowering import Lowered
from portal.configurator.model import Pick


class RuleBook:
    """The rules one by one: a solver in which each rule counts only while it is asked to."""

    def __init__(self, lowered: Lowered):
        self.lowered = lowered
        self.lock = threading.Lock()
        self.formula = encode(_with_terms_free(lowered), selectable=True)
        self.solver: Solver = solver_of(self.formula)
        self.selectors = [code(each) for each in self.formula.selectors]

    def literal(self, pick: Pick) -> int:
        variable, value = self.lowered.value_of[pick]
        return code(self.formula.literals[variable][value])

    def blamed(self, picks: Choices, *, seconds: float) -> tuple[list[int], bool]:
        """Positions of rules that together rule the picks out, none of them to spare.

        Also says whether that is certain; when the time is up, some may be to spare.
        """
        with self.lock:
            return self._blamed(picks, time.monotonic() + seconds)

    def _blamed(self, picks: Choices, until: float) -> tuple[list[int], bool]:
        hard = [self.literal(pick) for pick in picks]

        def core(rules: list[int], until: float) -> list[int] | None:
            """The rules to blame among these, or None when the picks can be had with them."""
            asked = [*hard, *(self.selectors[each] for each in rules)]
            if self.solver.solve(asked, until=until):
                return None
            named = set(self.solver.core)
            return [each for each in rules if self.selectors[each] in named]

        rules = core(list(range(len(self.selectors))), until + 60) or []
        tried: list[int] = []
        try:
            while rules:
                if time.monotonic() > until:
                    raise OutOfTime
                one, rest = rules[0], rules[1:]
                less = core([*tried, *rest], until)
                if less is None:
                    tried.append(one)
                    rules = rest
                else:
                    tried = [each for each in tried if each in less]
                    rules = [each for each in rest if each in less]
        except OutOfTime:
            return sorted([*tried, *rules]), False
        return sorted(tried), True


def _with_terms_free(lowered: Lowered) -> Problem:
    """Only the model's rules: what a term costs rules nothing out."""
    return Problem(lowered.problem.sizes, lowered.problem.constraints[lowered.first_rule :])
