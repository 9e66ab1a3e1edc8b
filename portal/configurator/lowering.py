"""From a product model to the engines' variables and constraints, and back.

Prices, days, weights and texts stay out: they change without compiling again. The conditions of
terms go in, each as a variable of its own, so that a price that depends on several choices is a
price of one value.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

from portal.configurator import conditions
from portal.configurator.engine import problem as low
from portal.configurator.engine.diagrams import TooFine, of_sum
from portal.configurator.model import (
    Count,
    Group,
    Implies,
    Kind,
    Pick,
    ProductModel,
    Rule,
    Table,
    Total,
)

FORM = 1
"""Changes when the same model would be compiled to something else."""


@dataclass(frozen=True)
class Lowered:
    """`value_of` gives variable and value of each pick; `picks` the pick of each value's place.

    Places of "not this option" of a multi group hold a pick with `!`; places of terms hold None.
    `rules` are positions of the model's rules among the constraints.
    """

    problem: low.Problem
    value_of: dict[Pick, tuple[int, int]]
    picks: list[Pick | None]
    first_term: int
    first_rule: int

    @property
    def key(self) -> str:
        """A hash of all that matters for compiling: equal keys, equal builds."""
        parts = [FORM, self.problem.sizes, [_plain(each) for each in self.problem.constraints]]
        text = json.dumps(parts, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def lower(model: ProductModel) -> Lowered:
    """The model as a problem. The model must have been read with `files.read` or be as sound."""
    problem = low.Problem()
    value_of: dict[Pick, tuple[int, int]] = {}
    picks: list[Pick | None] = []
    for group in model.groups:
        for row in _rows(group):
            variable = problem.add_variable(len(row))
            for value, pick in enumerate(row):
                value_of[pick] = variable, value
            picks += row
    writer = _Writer(model, value_of)
    first_term = len(problem.sizes)
    for term in model.terms:
        variable = problem.add_variable(2)
        picks += [None, None]
        problem.constraints.append(low.Means(variable, writer.condition(term.when)))
    first_rule = len(problem.constraints)
    problem.constraints += [writer.rule(rule) for rule in model.rules]
    return Lowered(problem, value_of, picks, first_term, first_rule)


def opposite(problem: low.Problem, constraint: low.Constraint) -> list[low.Constraint]:
    """What a build that breaks the rule satisfies: one of these."""
    match constraint:
        case low.Table(variables, rows, allowed):
            return [low.Table(variables, rows, not allowed)]
        case low.Sum(variables, weights, bottom, top):
            sides: list[low.Constraint] = []
            if bottom is not None:
                sides.append(low.Sum(variables, weights, high=bottom - 1))
            if top is not None:
                sides.append(low.Sum(variables, weights, low=top + 1))
            return sides
        case _:
            return [low.Not(constraint)]


def too_fine(lowered: Lowered, rule: int) -> bool:
    """Whether the rule adds up amounts of too many different sizes."""
    constraint = lowered.problem.constraints[lowered.first_rule + rule]
    if isinstance(constraint, low.Sum):
        try:
            of_sum(constraint)
        except TooFine:
            return True
    return False


def _rows(group: Group) -> list[list[Pick]]:
    """The picks of each of the group's variables."""
    if group.kind is Kind.MULTI:
        return [[Pick(group.id, f"!{each.id}"), Pick(group.id, each.id)] for each in group.options]
    return [[Pick(group.id, each.id) for each in group.offered]]


@dataclass
class _Writer:
    model: ProductModel
    value_of: dict[Pick, tuple[int, int]]

    def rule(self, rule: Rule) -> low.Constraint:
        match rule.says:
            case Implies(when, then):
                return low.Some((low.Not(self.condition(when)), self.condition(then)))
            case Table():
                return self._table(rule.says)
            case Count():
                return self._count(rule.says)
            case Total():
                return self._total(rule.says)
        raise TypeError(rule.says)

    def condition(self, condition: conditions.Condition) -> low.Condition:
        match condition:
            case conditions.Not(part):
                return low.Not(self.condition(part))
            case conditions.All(parts):
                return low.All(tuple(self.condition(part) for part in parts))
            case conditions.Some(parts):
                return low.Some(tuple(self.condition(part) for part in parts))
            case conditions.Has():
                return self._has(condition)
        raise TypeError(condition)

    def _has(self, has: conditions.Has) -> low.Condition:
        picks = [Pick(has.group, option) for option in self._options(has)]
        by_variable: dict[int, set[int]] = {}
        for pick in picks:
            variable, value = self.value_of[pick]
            by_variable.setdefault(variable, set()).add(value)
        parts = tuple(low.Is(each, frozenset(values)) for each, values in by_variable.items())
        if not parts:
            return low.Some(())
        either = parts[0] if len(parts) == 1 else low.Some(parts)
        return low.Not(either) if has.sign == "!=" else either

    def _options(self, has: conditions.Has) -> list[str]:
        if has.sign in ("=", "!=", "in"):
            return list(has.options)
        limit = int(has.options[0])
        compare = {
            "<": limit.__gt__,
            "<=": limit.__ge__,
            ">": limit.__lt__,
            ">=": limit.__le__,
        }[has.sign]
        return [each.id for each in self.model.group(has.group).options if compare(int(each.id))]

    def _table(self, table: Table) -> low.Constraint:
        """A row may list several options a cell; a group of several picks is written as a row."""
        rows = []
        for row in table.rows:
            cells = []
            for name, cell in zip(table.groups, row, strict=True):
                every = [each.id for each in self.model.group(name).offered]
                chosen = every if cell == ("*",) else cell
                cells.append(sorted(self.value_of[Pick(name, each)][1] for each in chosen))
            rows.append(cells)
        variables = tuple(self._variable(name) for name in table.groups)
        flat = {values for cells in rows for values in _product(cells)}
        return low.Table(variables, tuple(sorted(flat)), allowed=not table.forbids)

    def _variable(self, name: str) -> int:
        return self.value_of[Pick(name, self.model.group(name).offered[0].id)][0]

    def _count(self, count: Count) -> low.Constraint:
        by_variable: dict[int, dict[int, int]] = {}
        for pick in count.of:
            variable, value = self.value_of[pick]
            by_variable.setdefault(variable, {})[value] = 1
        return self._sum(by_variable, count.low, count.high)

    def _total(self, total: Total) -> low.Constraint:
        """A named bound is taken away from the sum, so that the rest is compared with zero."""
        by_variable: dict[int, dict[int, int]] = {}
        bound = total.high if total.high is not None else total.low
        for group in self.model.groups:
            for option in group.offered:
                amount = option.amounts.get(total.amount, 0)
                if isinstance(bound, str):
                    amount -= option.amounts.get(bound, 0)
                if amount:
                    variable, value = self.value_of[Pick(group.id, option.id)]
                    by_variable.setdefault(variable, {})[value] = amount
        low_, high = (0 if isinstance(each, str) else each for each in (total.low, total.high))
        return self._sum(by_variable, low_, high)

    def _sum(
        self, by_variable: dict[int, dict[int, int]], bottom: int | None, top: int | None
    ) -> low.Constraint:
        if not by_variable:
            fits = (bottom is None or bottom <= 0) and (top is None or top >= 0)
            return low.All(()) if fits else low.Some(())
        size = {variable: 0 for variable, _ in self.value_of.values()}
        for variable, value in self.value_of.values():
            size[variable] = max(size[variable], value + 1)
        variables = tuple(sorted(by_variable))
        weights = tuple(
            tuple(by_variable[each].get(value, 0) for value in range(size[each]))
            for each in variables
        )
        return low.Sum(variables, weights, bottom, top)


def _product(cells: list[list[int]]) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = [()]
    for cell in cells:
        rows = [(*row, value) for row in rows for value in cell]
    return rows


def _plain(constraint: object) -> object:
    """A constraint as lists, for hashing."""
    match constraint:
        case low.Is(variable, values):
            return ["is", variable, sorted(values)]
        case low.Not(part):
            return ["not", _plain(part)]
        case low.All(parts):
            return ["all", *(_plain(part) for part in parts)]
        case low.Some(parts):
            return ["some", *(_plain(part) for part in parts)]
        case low.Means(variable, condition):
            return ["means", variable, _plain(condition)]
        case _:
            return [type(constraint).__name__, *asdict(constraint).values()]
