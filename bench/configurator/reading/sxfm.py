"""SXFM (SPLOT): a tree of features indented by tabs, and cross-tree clauses."""

import re

from bench.configurator.instance import Instance, off, on
from bench.configurator.reading.features import child, members
from portal.configurator.engine.problem import Some

LINE = re.compile(r"^(\t*)\s*:(r|m|o|g|)\s*(.*?)\s*$")
BOUNDS = re.compile(r"\[\s*(\d+)\s*,\s*(\d+|\*)\s*\]")


def read(name: str, text: str) -> Instance:
    instance = Instance(name)
    tree = text.split("<feature_tree>")[1].split("</feature_tree>")[0]
    rules = (
        text.split("<constraints>")[1].split("</constraints>")[0] if "<constraints>" in text else ""
    )
    number: dict[str, int] = {}
    above: list[tuple[int, int, list[int] | None]] = []
    groups: list[tuple[int, list[int], int, int | None]] = []
    for line in tree.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        depth, kind, rest = len(match[1]), match[2], match[3]
        while above and above[-1][0] >= depth:
            above.pop()
        if kind == "g":
            low, high = BOUNDS.search(rest).groups()
            inside: list[int] = []
            parent = above[-1][1]
            groups.append((parent, inside, int(low), None if high == "*" else int(high)))
            above.append((depth, parent, inside))
            continue
        feature = instance.feature(rest)
        number[_id(rest)] = feature
        if kind == "":
            above[-1][2].append(feature)
        elif kind in "mo":
            child(instance, above[-1][1], feature, mandatory=kind == "m")
        else:
            instance.problem.constraints.append(on(feature))
        above.append((depth, feature, None))
    for parent, inside, low, high in groups:
        members(instance, parent, inside, low, high)
    for line in rules.splitlines():
        if ":" in line:
            words = re.split(r"\s+or\s+", line.split(":", 1)[1].strip(), flags=re.IGNORECASE)
            instance.problem.constraints.append(Some(tuple(_literal(w, number) for w in words)))
    return instance


def _literal(word: str, number: dict[str, int]):
    word = word.strip()
    return off(number[word[1:].strip()]) if word.startswith("~") else on(number[word])


def _id(rest: str) -> str:
    """The name in the last parentheses, else the whole."""
    return rest[rest.rindex("(") + 1 : rest.rindex(")")].strip() if "(" in rest else rest
