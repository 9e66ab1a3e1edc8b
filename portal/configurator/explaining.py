"""Why an option does not fit: the fewest choices and rules that cannot all hold with it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.engine.formula import encode
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.solver import OutOfTime, Solver, code, solver_of
from portal.configurator.lowering import Lowered
from portal.configurator.model import Pick, Rule

Item = TypeVar("Item")


@dataclass(frozen=True)
class Conflict:
    """Take any one choice or any one rule away, and the rest can be built.

    `minimal` is False when the time was up before every rule had been tried; the conflict holds.
    """

    pick: Pick
    choices: Choices
    rules: tuple[Rule, ...]
    minimal: bool = True


def explain(
    compiled: Compiled, choices: Choices, pick: Pick, *, seconds: float = 2.0
) -> Conflict | None:
    """What stands in the way of the pick; None when nothing does."""
    wanted = compiled.lowered.value_of[pick][0]
    others = tuple(each for each in choices if compiled.lowered.value_of[each][0] != wanted)
    if compiled.possible((*others, pick)):
        return None

    def fails(part: list[Pick]) -> bool:
        return not compiled.possible((*part, pick))

    guilty = tuple(smallest(list(others), fails))
    rules, minimal = RuleBook(compiled.lowered).blamed((*guilty, pick), seconds=seconds)
    return Conflict(pick, guilty, tuple(compiled.model.rules[each] for each in rules), minimal)


def smallest(items: list[Item], fails: Callable[[list[Item]], bool]) -> list[Item]:
    """A part of the items that still fails, none of which can be left out (QuickXplain).

    All the items together fail. Failing is never mended by more items.
    """
    if not items or fails([]):
        return []
    return _smallest([], [], items, fails)


def _smallest(
    behind: list[Item], added: list[Item], items: list[Item], fails: Callable[[list[Item]], bool]
) -> list[Item]:
    if added and fails(behind):
        return []
    if len(items) == 1:
        return items
    middle = len(items) // 2
    left, right = items[:middle], items[middle:]
    from_right = _smallest([*behind, *left], left, right, fails)
    from_left = _smallest([*behind, *from_right], from_right, left, fails)
    return [*from_left, *from_right]


class RuleBook:
    """The rules one by one: a solver in which each rule counts only while it is asked to."""

    def __init__(self, lowered: Lowered):
        self.lowered = lowered
        self.formula = encode(_with_terms_free(lowered), selectable=True)
        self.solver: Solver = solver_of(self.formula)
        self.selectors = [code(each) for each in self.formula.selectors]

    def literal(self, pick: Pick) -> int:
        variable, value = self.lowered.value_of[pick]
        return code(self.formula.literals[variable][value])

    def blamed(
        self, picks: Choices, *, seconds: float, among: list[int] | None = None
    ) -> tuple[list[int], bool]:
        """Positions of rules that together rule the picks out, none of them to spare.

        Also says whether that is certain; when the time is up, some may be to spare.
        """
        until = time.monotonic() + seconds
        hard = [self.literal(pick) for pick in picks]
        positions = list(range(len(self.selectors))) if among is None else among

        def core(rules: list[int], until: float) -> list[int] | None:
            """The rules to blame among these, or None when the picks can be had with them."""
            asked = [*hard, *(self.selectors[each] for each in rules)]
            if self.solver.solve(asked, until=until):
                return None
            named = set(self.solver.core)
            return [each for each in rules if self.selectors[each] in named]

        rules = core(positions, until + 60) or []
        tried: list[int] = []
        try:
            while rules:
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
