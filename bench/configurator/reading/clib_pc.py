"""CLib "PC" as ChocoKB keeps it: Java source with Choco expressions over `variableList`.

Only what that file uses is understood: and, or, not, arithm between variables and numbers, and
sums of variables compared with one variable.
"""

import operator
import re
from dataclasses import dataclass

from bench.configurator.instance import Instance
from portal.configurator.engine.problem import All, Condition, Constraint, Is, Not, Some, Sum, Table

DOMAIN = re.compile(r'\.name\("([^"]+)"\)\s*\.values\(List\.of\(([^)]*)\)\)')
NAMES = re.compile(r"varNames = List\.of\(([^)]*)\)")
VARIABLE = re.compile(r"\(\(IntVariable\)\s*variableList\.get\((\d+)\)\)\.getChocoVar\(\)")
WORD = re.compile(r'\s*([A-Za-z_][\w.]*|"[^"]*"|-?\d+|[(),])')
COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def read(name: str, text: str) -> Instance:
    instance = Instance(name)
    domains = {each: re.findall(r'"([^"]*)"', values) for each, values in DOMAIN.findall(text)}
    for variable in re.findall(r'"([^"]*)"', NAMES.search(text)[1]):
        instance.add(variable, domains[variable])
    body = text[text.index("void defineConstraints") :]
    body = VARIABLE.sub(r"v\1", body[: body.index("private void addConstraint")])
    body = body.replace("this.modelKB.", "")
    reader = _Rules(instance, _added(body), _sums(body))
    for rule in re.findall(r"chocoConstraint\s*=\s*(.*?);", body, flags=re.DOTALL):
        instance.problem.constraints.append(reader.rule(_parsed(rule)))
    return instance


def _parsed(text: str):
    """Calls as ("name", [arguments]); names, numbers and quoted operators as they are."""
    words = WORD.findall(text)
    at = 0

    def term():
        nonlocal at
        word = words[at]
        at += 1
        if at >= len(words) or words[at] != "(":
            return word
        at += 1
        arguments = []
        while words[at] != ")":
            if words[at] == ",":
                at += 1
            else:
                arguments.append(term())
        at += 1
        return (word, arguments)

    return term()


def _added(body: str) -> list[list]:
    """The rows that the first rule takes from a list, sixteen comparisons each."""
    items = [_parsed(each) for each in re.findall(r"kbReqList\.add\((.*)\);", body)]
    return [items[at : at + 16] for at in range(0, len(items) - 15, 16)]


def _sums(body: str) -> dict[str, list[int]]:
    sums = {}
    for listed, total in re.findall(r'sum\((\w+)\s*,\s*"="\s*,\s*(\w+)\)\.post', body):
        sums[total] = [int(n) for n in re.findall(rf"\b{listed}\[\d+\]\s*=\s*v(\d+)", body)]
    return sums


@dataclass
class _Rules:
    instance: Instance
    rows: list[list]
    sums: dict[str, list[int]]

    def rule(self, term) -> Constraint:
        name, arguments = term
        if name == "arithm" and arguments[2] in self.sums:
            return self._sum(*arguments)
        if name == "arithm" and arguments[2].startswith("v"):
            return self._pairs(*arguments)
        return self._as_table(term) or self._condition(term)

    def _numbers(self, variable: str) -> list[int]:
        return [int(value) for value in self.instance.values[int(variable[1:])]]

    def _sum(self, variable: str, sign: str, total: str) -> Sum:
        """variable >= total or variable = total, as total - variable."""
        parts = [f"v{number}" for number in self.sums[total]]
        weights = [tuple(self._numbers(part)) for part in parts]
        weights.append(tuple(-value for value in self._numbers(variable)))
        low = 0 if sign.strip('"') == "=" else None
        return Sum(tuple(int(part[1:]) for part in (*parts, variable)), tuple(weights), low, 0)

    def _pairs(self, one: str, sign: str, other: str) -> Table:
        fits = COMPARE[sign.strip('"')]
        rows = tuple(
            (place, spot)
            for place, value in enumerate(self._numbers(one))
            for spot, than in enumerate(self._numbers(other))
            if fits(value, than)
        )
        return Table((int(one[1:]), int(other[1:])), rows)

    def _as_table(self, term) -> Table | None:
        """An "or" of rows that each give the same variables a value."""
        if term[0] != "or":
            return None
        rows = [self._row(each) for each in term[1]]
        if None in rows or any(row.keys() != rows[0].keys() for row in rows):
            return None
        scope = tuple(rows[0])
        kept = [
            tuple(self._numbers(each).index(row[each]) for each in scope)
            for row in rows
            if all(row[each] in self._numbers(each) for each in scope)
        ]
        return Table(tuple(int(each[1:]) for each in scope), tuple(kept))

    def _row(self, term) -> dict[str, int] | None:
        if term[0] == "configurationList.get":
            parts = self.rows[int(term[1][0])]
        elif term[0] == "and":
            parts = term[1]
        else:
            return None
        row = {}
        for name, arguments in parts:
            if name != "arithm" or arguments[1] != '"="' or arguments[2].startswith("v"):
                return None
            row[arguments[0]] = int(arguments[2])
        return row

    def _condition(self, term) -> Condition:
        name, arguments = term
        match name:
            case "and":
                return All(tuple(self._condition(each) for each in arguments))
            case "or":
                return Some(tuple(self._condition(each) for each in arguments))
            case "not":
                return Not(self._condition(arguments[0]))
        one, sign, other = arguments
        fits = COMPARE[sign.strip('"')]
        values = self._numbers(one)
        if not other.startswith("v"):
            return Is(
                int(one[1:]),
                frozenset(at for at, value in enumerate(values) if fits(value, int(other))),
            )
        table = self._pairs(one, sign, other)
        return Some(
            tuple(
                All(
                    (Is(table.variables[0], frozenset({a})), Is(table.variables[1], frozenset({b})))
                )
                for a, b in table.rows
            )
        )
