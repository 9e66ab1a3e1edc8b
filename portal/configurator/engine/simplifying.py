"""Fewer truths and clauses that say the same: what is fixed, and which truths are always equal."""

import time
from collections import Counter
from dataclasses import dataclass

import numpy as np

from portal.configurator.engine.formula import Formula
from portal.configurator.engine.propagation import Network, network

ROUNDS = 4


@dataclass
class Simplified:
    """`became[literal]` is a literal of the smaller network, or ALWAYS or NEVER.

    `clauses` and `groups` are in the smaller network's literals.
    """

    truths: int
    clauses: list[list[int]]
    groups: list[list[int]]
    became: list[int]
    contradictory: bool = False

    def network(self) -> Network:
        return network(self.truths, self.clauses, self.groups)


ALWAYS = -1
NEVER = -2


def simplify(formula: Formula, *, seconds: float = 10.0) -> Simplified:
    """Probe each literal: one that leads to a contradiction never holds, and two that lead to
    the same are equal. Stops looking for more when the time is up; what was found is used."""
    until = time.monotonic() + seconds
    small = Simplified(
        truths=formula.truths,
        clauses=[[_code(literal) for literal in clause] for clause in formula.clauses],
        groups=[[_code(literal) for literal in group] for group in formula.groups],
        became=list(range(2 * formula.truths)),
    )
    _substitute(small, list(range(2 * small.truths)))
    for _ in range(ROUNDS):
        if small.contradictory or not _probe(small, until) or time.monotonic() > until:
            break
    _renumber(small)
    return small


def _code(literal: int) -> int:
    return 2 * literal - 2 if literal > 0 else -2 * literal - 1


def _probe(small: Simplified, until: float) -> bool:
    """One round over all literals; True when something was found."""
    net = small.network()
    to = list(range(2 * small.truths))
    rng = np.random.default_rng(1)
    marks = rng.integers(1, 2**62, size=(2, 2 * small.truths))
    first, second = marks[0].tolist(), marks[1].tolist()
    seen: dict[tuple[int, int, int], int] = {}
    found = False
    active = {literal for clause in small.clauses for literal in clause}
    for truth in range(small.truths):
        for literal in (2 * truth, 2 * truth + 1):
            if net.values[literal] or not ({literal, literal ^ 1} & active):
                continue
            base = net.assigned
            if not net.assign([literal]):
                net.undo(base)
                found = True
                if not net.assign([literal ^ 1]):
                    small.contradictory = True
                    return True
                continue
            closure = net.since(base)
            key = (len(closure), _mixed(closure, first), _mixed(closure, second))
            net.undo(base)
            same = seen.setdefault(key, literal)
            if same != literal and same >> 1 != literal >> 1 and _equal(net, same, literal):
                to[literal], to[literal ^ 1] = same, same ^ 1
                found = True
        if time.monotonic() > until:
            break
    for literal in net.since(0):
        to[literal], to[literal ^ 1] = ALWAYS, NEVER
    if found or net.assigned:
        _substitute(small, to)
    return found


def _mixed(closure: list[int], marks: list[int]) -> int:
    mixed = 0
    for literal in closure:
        mixed ^= marks[literal]
    return mixed


def _equal(net: Network, one: int, other: int) -> bool:
    """Each follows from the other."""
    for start, end in ((one, other), (other, one)):
        base = net.assigned
        net.assign([start])
        follows = net.values[end] == 1
        net.undo(base)
        if not follows:
            return False
    return True


def _substitute(small: Simplified, to: list[int]) -> None:
    """Put each literal's replacement everywhere, and keep following clauses of one literal."""
    final = _followed(to)
    while True:
        units: list[int] = []
        clauses = set()
        for clause in small.clauses:
            literals = {final[literal] for literal in clause}
            if ALWAYS in literals or any(literal ^ 1 in literals for literal in literals):
                continue
            literals.discard(NEVER)
            if len(literals) > 1:
                clauses.add(tuple(sorted(literals)))
            elif literals:
                units += literals
            else:
                small.contradictory = True
                return
        groups = []
        for group in small.groups:
            units += _group(group, final, groups, clauses)
        small.clauses = [list(clause) for clause in sorted(clauses)]
        small.groups = groups
        small.became = [final[literal] if literal >= 0 else literal for literal in small.became]
        if not units:
            return
        final = list(range(2 * small.truths))
        for literal in units:
            if literal == NEVER or final[literal] == NEVER:
                small.contradictory = True
                return
            if literal != ALWAYS:
                final[literal], final[literal ^ 1] = ALWAYS, NEVER


def _group(
    group: list[int], final: list[int], groups: list[list[int]], clauses: set[tuple[int, ...]]
) -> list[int]:
    """What is left of a group; returns the literals that it now forces."""
    literals = [final[literal] for literal in group if final[literal] != NEVER]
    if ALWAYS in literals:
        rest = list(literals)
        rest.remove(ALWAYS)
        return [NEVER if literal == ALWAYS else literal ^ 1 for literal in rest]
    present = Counter(literals)
    doubled = {literal for literal, times in present.items() if times > 1}
    opposite = {literal for literal in present if literal ^ 1 in present}
    if doubled:
        return [literal ^ 1 for literal in doubled] + _group(
            [literal for literal in literals if literal not in doubled], final, groups, clauses
        )
    if opposite:
        return [literal ^ 1 for literal in literals if literal not in opposite]
    if len(literals) == 2:
        one, other = sorted(literals)
        clauses.add((one, other))
        clauses.add(tuple(sorted((one ^ 1, other ^ 1))))
        return []
    if len(literals) == 1:
        return literals
    if not literals:
        return [NEVER]
    groups.append(literals)
    return []


def _followed(to: list[int]) -> list[int]:
    """Replacements of replacements, to the end."""
    final = []
    for literal in range(len(to)):
        while literal >= 0 and to[literal] != literal:
            literal = to[literal]
        final.append(literal)
    return final


def _renumber(small: Simplified) -> None:
    """Number the truths that are left without holes."""
    used = sorted({literal >> 1 for literal in small.became if literal >= 0})
    number = {truth: place for place, truth in enumerate(used)}

    def new(literal: int) -> int:
        return 2 * number[literal >> 1] + (literal & 1) if literal >= 0 else literal

    small.truths = len(used)
    small.clauses = [[new(literal) for literal in clause] for clause in small.clauses]
    small.groups = [[new(literal) for literal in group] for group in small.groups]
    small.became = [new(literal) for literal in small.became]
