"""A public instance: a problem, and what its variables and values are called."""

from dataclasses import dataclass, field

from portal.configurator.engine.problem import Condition, Is, Not, Problem


@dataclass
class Instance:
    """`names` and `values` are by variable; features have the values false and true."""

    name: str
    problem: Problem = field(default_factory=Problem)
    names: list[str] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)

    def add(self, name: str, values: list[str]) -> int:
        self.names.append(name)
        self.values.append(values)
        return self.problem.add_variable(len(values))

    def feature(self, name: str) -> int:
        return self.add(name, ["false", "true"])


def on(feature: int) -> Condition:
    return Is(feature, frozenset({1}))


def off(feature: int) -> Condition:
    return Not(on(feature))
