"""DIMACS CNF; `c <number> <name>` lines name the variables."""

import re

from bench.configurator.instance import Instance
from portal.configurator.engine.problem import Is, Some

NAMED = re.compile(r"c\s+(\d+)\s+(.+)")


def read(name: str, text: str) -> Instance:
    instance = Instance(name)
    names: dict[int, str] = {}
    clause: list[int] = []
    clauses: list[list[int]] = []
    count = 0
    for line in text.splitlines():
        if line.startswith("c"):
            named = NAMED.fullmatch(line.strip())
            if named:
                names[int(named[1])] = named[2]
        elif line.startswith("p"):
            count = int(line.split()[2])
        elif line.startswith("%"):
            break
        else:
            for word in line.split():
                if word == "0":
                    clauses.append(clause)
                    clause = []
                else:
                    clause.append(int(word))
    for number in range(1, count + 1):
        instance.feature(names.get(number, str(number)))
    values = frozenset({0}), frozenset({1})
    instance.problem.constraints = [
        Some(tuple(Is(abs(literal) - 1, values[literal > 0]) for literal in clause))
        for clause in clauses
    ]
    return instance
