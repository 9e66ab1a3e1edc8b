"""UVL: an indented feature tree, and propositional constraints over the features."""

import re

from bench.configurator.instance import Instance, on
from bench.configurator.reading.features import child, members
from portal.configurator.engine.problem import All, Condition, Not, Some

NAME = re.compile(r'^"([^"]*)"|^([^\s{]+)')
BOUNDS = re.compile(r"^\[(\d+)(?:\.\.(\d+|\*))?\]$")
WORD = re.compile(r'\s*("[^"]*"|<=>|=>|[&|!()]|[^\s&|!()=<>]+)')
KINDS = {"mandatory", "optional", "alternative", "or"}


def read(name: str, text: str) -> Instance:
    instance = Instance(name)
    number: dict[str, int] = {}
    groups: list[tuple[str, int, list[int]]] = []
    above: list[tuple[int, int, tuple[str, int, list[int]] | None]] = []
    section = ""
    rules: list[str] = []
    for line in text.expandtabs(4).splitlines():
        word = line.strip()
        if not word or word.startswith("//"):
            continue
        depth = len(line) - len(line.lstrip())
        if depth == 0:
            section = word.split()[0]
        elif section == "constraints":
            rules.append(word)
        elif section == "features":
            _tree_line(instance, number, groups, above, depth, word)
    for kind, parent, inside in groups:
        _group(instance, kind, parent, inside)
    for rule in rules:
        instance.problem.constraints.append(_Formula(rule, number).whole())
    return instance


def _tree_line(instance, number, groups, above, depth: int, word: str) -> None:
    while above and above[-1][0] >= depth:
        above.pop()
    if above and above[-1][2] is None and (word in KINDS or BOUNDS.match(word)):
        group = (word, above[-1][1], [])
        groups.append(group)
        above.append((depth, above[-1][1], group))
        return
    match = NAME.match(word)
    title = match[1] if match[1] is not None else match[2]
    feature = number[title] = instance.feature(title)
    if above:
        above[-1][2][2].append(feature)
    else:
        instance.problem.constraints.append(on(feature))
    above.append((depth, feature, None))


def _group(instance: Instance, kind: str, parent: int, inside: list[int]) -> None:
    if kind in ("mandatory", "optional"):
        for feature in inside:
            child(instance, parent, feature, mandatory=kind == "mandatory")
        return
    bounds = BOUNDS.match(kind)
    if bounds:
        low, high = int(bounds[1]), bounds[2] or bounds[1]
        members(instance, parent, inside, low, None if high == "*" else int(high))
    else:
        members(instance, parent, inside, 1, 1 if kind == "alternative" else None)


class _Formula:
    """Loosest first: <=>, =>, |, &, !."""

    def __init__(self, text: str, number: dict[str, int]):
        self.words = WORD.findall(text)
        self.number = number
        self.at = 0

    def whole(self) -> Condition:
        condition = self._same()
        if self.at != len(self.words):
            raise ValueError(f"not understood: {' '.join(self.words[self.at :])}")
        return condition

    def _take(self, word: str) -> bool:
        found = self.at < len(self.words) and self.words[self.at] == word
        self.at += found
        return found

    def _same(self) -> Condition:
        left = self._implies()
        while self._take("<=>"):
            right = self._implies()
            left = All((Some((Not(left), right)), Some((Not(right), left))))
        return left

    def _implies(self) -> Condition:
        left = self._some()
        return Some((Not(left), self._implies())) if self._take("=>") else left

    def _some(self) -> Condition:
        parts = [self._all()]
        while self._take("|"):
            parts.append(self._all())
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._take("&"):
            parts.append(self._one())
        return All(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self) -> Condition:
        if self._take("!"):
            return Not(self._one())
        if self._take("("):
            inside = self._same()
            if not self._take(")"):
                raise ValueError("a bracket is not closed")
            return inside
        word = self.words[self.at]
        self.at += 1
        return on(self.number[word.strip('"')])
