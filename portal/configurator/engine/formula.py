"""A problem written as clauses, with one helper truth for each place a rule's path can be at.

Literals are non-zero integers: 3 says that truth 3 holds, -3 that it does not. Every helper truth
follows from the variables, so each build of the problem is exactly one model of the clauses: that
is what makes counting exact.
"""

from dataclasses import dataclass, field
from itertools import chain, product

from portal.configurator.engine import diagrams
from portal.configurator.engine.problem import (
    All,
    Condition,
    Constraint,
    Is,
    Means,
    Not,
    Problem,
    Some,
    Sum,
    Table,
)

MOST_PRODUCTS = 64


@dataclass
class Formula:
    """Clauses, and groups of literals of which exactly one holds.

    `literals[variable][value]` is the literal of a value. With `selectable`, a rule counts only
    while its selector holds: `selectors[rule]`.
    """

    literals: list[list[int]] = field(default_factory=list)
    clauses: list[list[int]] = field(default_factory=list)
    groups: list[list[int]] = field(default_factory=list)
    selectors: list[int] = field(default_factory=list)
    truths: int = 0

    def truth(self) -> int:
        self.truths += 1
        return self.truths


def encode(problem: Problem, *, selectable: bool = False) -> Formula:
    """All the problem's rules as clauses."""
    formula = Formula()
    for size in problem.sizes:
        _add_variable(formula, size)
    for constraint in problem.constraints:
        writer = _Writer(formula, problem, formula.truth() if selectable else 0)
        if selectable:
            formula.selectors.append(writer.selector)
        writer.write(constraint)
    return formula


def _add_variable(formula: Formula, size: int) -> None:
    """One truth for two values, one truth a value for more."""
    if size == 2:
        truth = formula.truth()
        formula.literals.append([-truth, truth])
        return
    truths = [formula.truth() for _ in range(size)]
    formula.literals.append(truths)
    if size == 1:
        formula.clauses.append(truths)
    else:
        formula.groups.append(truths)


class _Writer:
    """Writes one rule; `selector` is the truth under which it counts, 0 for always."""

    def __init__(self, formula: Formula, problem: Problem, selector: int):
        self.formula = formula
        self.problem = problem
        self.selector = selector

    def write(self, constraint: Constraint) -> None:
        match constraint:
            case Table():
                self._diagram(*diagrams.of_table(constraint, self.problem.sizes))
            case Sum():
                self._diagram(*diagrams.of_sum(constraint))
            case Means(variable, condition):
                holds = self.formula.literals[variable][1]
                for clause in self._clauses(condition):
                    self._add([-holds, *clause])
                for clause in self._clauses(Not(condition)):
                    self._add([holds, *clause])
            case _:
                for clause in self._clauses(constraint):
                    self._add(clause)

    def _add(self, clause: list[int]) -> None:
        self.formula.clauses.append([*clause, -self.selector] if self.selector else clause)

    def _clauses(self, condition: Condition) -> list[list[int]]:
        """Clauses that together say the condition."""
        match condition:
            case Is(variable, values):
                literals = self.formula.literals[variable]
                size = len(literals)
                if len(values) == size:
                    return []
                if size > 2 and len(values) * 2 > size:
                    return [[-literals[value]] for value in range(size) if value not in values]
                return [[literals[value] for value in sorted(values)]]
            case Not(Is(variable, values)):
                every = range(self.problem.sizes[variable])
                return self._clauses(Is(variable, frozenset(every) - values))
            case Not(Not(part)):
                return self._clauses(part)
            case Not(All(parts)):
                return self._clauses(Some(tuple(Not(part) for part in parts)))
            case Not(Some(parts)):
                return self._clauses(All(tuple(Not(part) for part in parts)))
            case All(parts):
                return [clause for part in parts for clause in self._clauses(part)]
            case Some(parts):
                return self._alternatives([self._clauses(part) for part in parts])
        raise TypeError(condition)

    def _alternatives(self, parts: list[list[list[int]]]) -> list[list[int]]:
        """One of several lists of clauses holds: multiplied out, or with a helper for each."""
        size = 1
        for part in parts:
            size *= len(part)
        if size > MOST_PRODUCTS:
            parts = [[[self._stands_for(part)]] if len(part) > 1 else part for part in parts]
        return [list(chain.from_iterable(choice)) for choice in product(*parts)]

    def _stands_for(self, clauses: list[list[int]]) -> int:
        """A helper that is true exactly when all these clauses hold."""
        helper = self.formula.truth()
        fails = []
        for clause in clauses:
            self.formula.clauses.append([-helper, *clause])
            if len(clause) == 1:
                fails.append(-clause[0])
                continue
            empty = self.formula.truth()
            self.formula.clauses += [[-empty, -literal] for literal in clause]
            self.formula.clauses.append([empty, *clause])
            fails.append(empty)
        self.formula.clauses.append([helper, *fails])
        return helper

    def _diagram(self, variables: tuple[int, ...], diagram: diagrams.Diagram) -> None:
        """Follow the path of the chosen values: it may not end before the last layer."""
        if not diagram or not diagram[0]:
            self._add([])
            return
        here = [0]
        for depth, layer in enumerate(diagram):
            literals = self.formula.literals[variables[depth]]
            below = len(diagram[depth + 1]) if depth + 1 < len(diagram) else 0
            there = self._layer(layer, literals, below) if depth == 0 else self._truths(below)
            for number, node in enumerate(layer):
                self._node(here[number], node, literals, there)
            here = there

    def _layer(self, layer: list[dict[int, int]], literals: list[int], below: int) -> list[int]:
        """Behind the first variable, a node that one value alone leads to is that value."""
        leading: list[list[int]] = [[] for _ in range(below)]
        for value, node in layer[0].items():
            if below:
                leading[node].append(literals[value])
        alone = [lits[0] if len(lits) == 1 else 0 for lits in leading]
        if below == 1 or all(not literal for literal in alone):
            return self._truths(below)
        there = [literal or self.formula.truth() for literal in alone]
        for literal, lits in zip(there, leading, strict=True):
            if len(lits) > 1:
                self.formula.clauses.append([-literal, *lits])
        return there

    def _truths(self, count: int) -> list[int]:
        """Exactly one node of a layer is on the path; where it is the only one, it needs no name.

        While the rule does not count, no node needs to be on it.
        """
        if count <= 1:
            return [0] * count
        truths = [self.formula.truth() for _ in range(count)]
        if not self.selector:
            self.formula.groups.append(truths)
        return truths

    def _node(self, here: int, node: dict[int, int], literals: list[int], there: list[int]) -> None:
        if_here = [-here] if here else []
        missing = [value for value in range(len(literals)) if value not in node]
        if len(node) < len(missing) and len(missing) > 8:
            self._add([*if_here, *(literals[value] for value in node)])
        else:
            for value in missing:
                self._add([*if_here, -literals[value]])
        onward = set(node.values())
        if len(onward) == 1 and there:
            (only,) = onward
            if there[only]:
                self._add([*if_here, there[only]])
            return
        for value, then in node.items():
            if there and there[then] and there[then] != literals[value]:
                self._add([*if_here, -literals[value], there[then]])
