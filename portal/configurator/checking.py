"""Checking a model before it is published: what can never be chosen, and which rule is why."""

import time
from dataclasses import dataclass
from enum import StrEnum

from portal.configurator.compiled import Compiled
from portal.configurator.conditions import All, Has
from portal.configurator.engine.formula import encode
from portal.configurator.engine.problem import Problem
from portal.configurator.engine.searching import NO, UNDECIDED
from portal.configurator.engine.solver import OutOfTime, solver_of
from portal.configurator.lowering import opposite
from portal.configurator.model import Implies, Kind, Pick, ProductModel


class Fault(StrEnum):
    CONTRADICTION = "contradiction"
    DEAD = "dead"
    ALWAYS = "always"
    REDUNDANT = "redundant"
    UNREACHABLE = "unreachable"
    CIRCLE = "circle"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `rules` are the ids of the rules that cause it."""

    fault: Fault
    text: str
    rules: tuple[str, ...] = ()
    pick: Pick | None = None

    @property
    def prevents_publishing(self) -> bool:
        return self.fault is Fault.CONTRADICTION


def check(compiled: Compiled, *, seconds: float = 20.0) -> list[Finding]:
    """All findings, the gravest first. Stops looking for more when the time is up, and says so."""
    until = time.monotonic() + seconds
    checker = _Checker(compiled, until)
    if not compiled.possible(()):
        return [checker.contradiction()]
    findings = [*checker.options(), *checker.terms(), *circles(compiled.model)]
    try:
        findings += checker.redundant()
    except OutOfTime:
        findings.append(
            Finding(Fault.UNDECIDED, "Not every rule could be tried in time for being redundant.")
        )
    return findings


class _Checker:
    def __init__(self, compiled: Compiled, until: float):
        self.compiled = compiled
        self.model = compiled.model
        self.until = until
        self.book = compiled.rule_book
        self.domains = compiled.engine.domains(compiled.allowed(()))

    def contradiction(self) -> Finding:
        rules, _ = self.book.blamed((), seconds=max(self.until - time.monotonic(), 1.0))
        names = tuple(self.model.rules[each].id for each in rules)
        listed = ", ".join(f"“{name}”" for name in names)
        return Finding(Fault.CONTRADICTION, f"No build meets {listed} together.", names)

    def options(self) -> list[Finding]:
        findings = []
        for group in self.model.groups:
            alive = [each for each in group.offered if not self._dead(Pick(group.id, each.id))]
            for option in group.offered:
                pick = Pick(group.id, option.id)
                label = f"{group.label}: {option.label}"
                if self._dead(pick):
                    rules = self._why(pick)
                    findings.append(
                        Finding(Fault.DEAD, f"{label} can never be chosen.", rules, pick)
                    )
                elif self._always(group.kind, pick, len(alive)) and len(group.offered) > 1:
                    findings.append(Finding(Fault.ALWAYS, f"{label} is in every build.", (), pick))
        if (self.domains == UNDECIDED).any():
            findings.append(Finding(Fault.UNDECIDED, "Not every option could be tried in time."))
        return findings

    def _dead(self, pick: Pick) -> bool:
        return self.domains[self.compiled.place_of[pick]] == NO

    def _always(self, kind: Kind, pick: Pick, alive: int) -> bool:
        if kind is Kind.MULTI:
            return self._dead(Pick(pick.group, f"!{pick.option}"))
        return alive == 1

    def _why(self, pick: Pick) -> tuple[str, ...]:
        rules, _ = self.book.blamed((pick,), seconds=1.0)
        return tuple(self.model.rules[each].id for each in rules)

    def terms(self) -> list[Finding]:
        """Prices that no build pays."""
        first = sum(self.compiled.lowered.problem.sizes[: self.compiled.lowered.first_term])
        return [
            Finding(Fault.UNREACHABLE, f"No build ever has “{term.label}” ({term.id}).")
            for number, term in enumerate(self.model.terms)
            if self.domains[first + 2 * number + 1] == NO
        ]

    def redundant(self) -> list[Finding]:
        """Rules that the other rules already say."""
        findings = []
        lowered = self.compiled.lowered
        rules = lowered.problem.constraints[lowered.first_rule :]
        for number, constraint in enumerate(rules):
            if time.monotonic() > self.until:
                raise OutOfTime
            others = [each for at, each in enumerate(rules) if at != number]
            if all(
                not self._can_hold([*others, broken])
                for broken in opposite(lowered.problem, constraint)
            ):
                name = self.model.rules[number].id
                findings.append(
                    Finding(Fault.REDUNDANT, f"“{name}” says nothing that others do not.", (name,))
                )
        return findings

    def _can_hold(self, constraints: list) -> bool:
        formula = encode(Problem(self.compiled.lowered.problem.sizes, constraints))
        return solver_of(formula).solve(until=self.until)


def circles(model: ProductModel) -> list[Finding]:
    """Options that require one another in a circle: they always go together."""
    needs: dict[Pick, dict[Pick, str]] = {}
    for rule in model.rules:
        match rule.says:
            case Implies(Has(group, (option,), "="), then):
                for has in then.parts if isinstance(then, All) else (then,):
                    if isinstance(has, Has) and has.sign == "=":
                        needs.setdefault(Pick(group, option), {})[
                            Pick(has.group, has.options[0])
                        ] = rule.id
    findings = []
    seen: set[Pick] = set()
    for start in needs:
        circle = _circle(start, needs)
        if circle and not seen & set(circle):
            seen |= set(circle)
            names = " → ".join(f"{group} = {option}" for group, option in (*circle, circle[0]))
            rules = tuple(
                needs[one][other]
                for one, other in zip(circle, (*circle[1:], circle[0]), strict=True)
            )
            findings.append(Finding(Fault.CIRCLE, f"These require each other: {names}.", rules))
    return findings


def _circle(start: Pick, needs: dict[Pick, dict[Pick, str]]) -> tuple[Pick, ...]:
    """The shortest way from an option back to itself, or ()."""
    ways = [(start,)]
    met = set()
    while ways:
        way = ways.pop(0)
        for then in needs.get(way[-1], {}):
            if then == start:
                return way
            if then not in met:
                met.add(then)
                ways.append((*way, then))
    return ()
