"""Solvers that others would use, on the same problem; installed for the bench only.

All but CP-SAT's objective get our clauses, so that the comparison is of the engines and not of the
way a table is written down.
"""

import time
from dataclasses import dataclass, field

import clingo
import numpy as np
from ortools.sat.python import cp_model
from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF
from pysat.solvers import Glucose4

from bench.configurator.engines import wish_costs
from bench.configurator.sessions import Pick
from portal.configurator.engine.formula import encode
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.solver import at_most_one


@dataclass
class Clauses:
    """The problem in DIMACS literals; `place` holds the literal of each value."""

    problem: Problem
    clauses: list[list[int]] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    truths: int = 0

    def __post_init__(self) -> None:
        formula = encode(self.problem)
        self.clauses = list(formula.clauses)
        self.truths = formula.truths
        for group in formula.groups:
            self.clauses.append(group)
            more, fresh = at_most_one([2 * each for each in group], self.truths + 1)
            self.clauses += [[_dimacs(each) for each in clause] for clause in more]
            self.truths += fresh
        self.place = [literal for each in formula.literals for literal in each]
        self.starts = self.problem.starts

    def literal(self, pick: Pick) -> int:
        return self.place[self.starts[pick[0]] + pick[1]]


def _dimacs(code: int) -> int:
    return -(code >> 1) if code & 1 else code >> 1


class Caching:
    """Incremental SAT, one solver for all sessions; a model answers for all of its values."""

    name = "PySAT glucose4, caching"
    each_value = False

    def __init__(self, problem: Problem):
        started = time.perf_counter()
        self.clauses = Clauses(problem)
        self.solver = Glucose4(bootstrap_with=self.clauses.clauses)
        self.places = np.array(self.clauses.place)
        self.compile_s = time.perf_counter() - started
        self.edges = None

    def domains(self, picks: list[Pick]) -> np.ndarray:
        assumed = [self.clauses.literal(pick) for pick in picks]
        known = np.zeros(len(self.places), np.uint8)
        for place, literal in enumerate(self.places.tolist()):
            if known[place]:
                continue
            if self.solver.solve(assumptions=[*assumed, literal]):
                if self.each_value:
                    known[place] = 1
                    continue
                model = np.zeros(self.clauses.truths + 1, np.int64)
                found = np.array(self.solver.get_model())
                model[np.abs(found)] = np.sign(found)
                known[model[np.abs(self.places)] == np.sign(self.places)] = 1
        return known

    def conflict(self, picks: list[Pick], wanted: Pick) -> list[Pick]:
        """A core, then leaving out one after the other."""
        part = {self.clauses.literal(pick): pick for pick in picks if pick[0] != wanted[0]}
        hard = self.clauses.literal(wanted)
        self.solver.solve(assumptions=[hard, *part])
        core = [each for each in self.solver.get_core() or [] if each != hard]
        for each in list(core):
            less = [one for one in core if one != each]
            if not self.solver.solve(assumptions=[hard, *less]):
                core = less
        return [part[each] for each in core]


class EachValue(Caching):
    """Incremental SAT, one solve a value."""

    name = "PySAT glucose4, one solve a value"
    each_value = True


class Clingo:
    """Answer sets: the brave consequences are the valid values."""

    name = "clingo, brave"

    def __init__(self, problem: Problem):
        started = time.perf_counter()
        self.clauses = Clauses(problem)
        self.control = clingo.Control(["--enum-mode=brave", "0"])
        backend = self.control.backend()
        with backend:
            atoms = [0] + [backend.add_atom() for _ in range(self.clauses.truths)]
            backend.add_rule(atoms[1:], [], choice=True)
            for clause in self.clauses.clauses:
                backend.add_rule(
                    [], [-atoms[each] if each > 0 else atoms[-each] for each in clause]
                )
            self.atoms = atoms
            self.shown = {}
            for literal in dict.fromkeys(self.clauses.place):
                atom = backend.add_atom(clingo.Function("v", [clingo.Number(literal)]))
                backend.add_rule([atom], [atoms[literal] if literal > 0 else -atoms[-literal]])
        self.compile_s = time.perf_counter() - started
        self.edges = None

    def domains(self, picks: list[Pick]) -> np.ndarray:
        assumed = [self.clauses.literal(pick) for pick in picks]
        brave: set[int] = set()
        literals = [self.atoms[each] if each > 0 else -self.atoms[-each] for each in assumed]
        with self.control.solve(assumptions=literals, yield_=True) as handle:
            for model in handle:
                brave = {each.arguments[0].number for each in model.symbols(atoms=True)}
        return np.array([literal in brave for literal in self.clauses.place], np.uint8)


class CpSat:
    """CP-SAT at its best here: our clauses, pick bounds, models cached, one worker."""

    name = "CP-SAT, best effort"

    def __init__(self, problem: Problem):
        started = time.perf_counter()
        self.clauses = Clauses(problem)
        self.model = cp_model.CpModel()
        self.truth = [None] + [self.model.new_bool_var("") for _ in range(self.clauses.truths)]
        for clause in self.clauses.clauses:
            self.model.add_bool_or([self._literal(each) for each in clause])
        self.compile_s = time.perf_counter() - started
        self.edges = None

    def _literal(self, literal: int):
        return self.truth[literal] if literal > 0 else self.truth[-literal].negated()

    def _solve(self, model) -> cp_model.CpSolver | None:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        status = solver.solve(model)
        return solver if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def domains(self, picks: list[Pick]) -> np.ndarray:
        fixed = [self.clauses.literal(pick) for pick in picks]
        known: dict[int, bool] = {}
        for literal in self.clauses.place:
            if literal in known:
                continue
            model = self.model.clone()
            for each in [*fixed, literal]:
                model.add_bool_or([self._in(model, each)])
            solver = self._solve(model)
            if solver is None:
                known[literal] = False
                continue
            for other in self.clauses.place:
                if solver.boolean_value(self._in(model, other)):
                    known[other] = True
        return np.array([known[each] for each in self.clauses.place], np.uint8)

    def _in(self, model, literal: int):
        variable = model.get_bool_var_from_proto_index(self.truth[abs(literal)].index)
        return variable if literal > 0 else variable.negated()

    def repair(self, picks: list[Pick], wanted: Pick, prices: np.ndarray) -> float | None:
        model = self.model.clone()
        model.add_bool_or([self._in(model, self.clauses.literal(wanted))])
        costs = wishes(self.clauses, picks, wanted, prices)
        model.minimize(sum(int(cost) * self._in(model, each) for each, cost in costs))
        solver = self._solve(model)
        return None if solver is None else solver.objective_value


class Rc2:
    """MaxSAT: the least cost of a repair."""

    name = "RC2Stratified"

    def __init__(self, problem: Problem):
        self.clauses = Clauses(problem)
        self.compile_s = 0.0
        self.edges = None

    def repair(self, picks: list[Pick], wanted: Pick, prices: np.ndarray) -> float | None:
        formula = WCNF()
        for clause in [*self.clauses.clauses, [self.clauses.literal(wanted)]]:
            formula.append(clause)
        for literal, cost in wishes(self.clauses, picks, wanted, prices):
            if cost:
                formula.append([-literal], weight=int(cost))
        with RC2Stratified(formula) as solver:
            return None if solver.compute() is None else float(solver.cost)


def wishes(
    clauses: Clauses, picks: list[Pick], wanted: Pick, prices: np.ndarray
) -> list[tuple[int, float]]:
    cost = wish_costs(clauses.starts, picks, wanted, prices)
    return list(zip(clauses.place, cost.tolist(), strict=True))


PEERS = (Caching, EachValue, Clingo, CpSat, Rc2)
