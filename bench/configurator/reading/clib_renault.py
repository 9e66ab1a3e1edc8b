"""CLib "Renault Megane" as ChocoKB keeps it: domains in Java, one file of allowed tuples a rule.

An empty file is a rule that was lost, not one that allows nothing.
"""

import re
import tarfile
from pathlib import Path

from bench.configurator.instance import Instance
from portal.configurator.engine.problem import Table

DOMAIN = re.compile(r'\.name\("([^"]+)"\)\s*\.values\(List\.of\(([^)]*)\)\)')
PAIR = re.compile(r"(\w+)\s*=\s*([\w.+-]+)")


def read(name: str, text: str, folder: Path) -> Instance:
    instance = Instance(name)
    number: dict[str, int] = {}
    position: list[dict[str, int]] = []
    for variable, values in DOMAIN.findall(text):
        named = re.findall(r'"([^"]*)"', values)
        number[variable] = instance.add(variable, named)
        position.append({value: place for place, value in enumerate(named)})
    for rule in _rules(folder):
        if "=" in rule:
            instance.problem.constraints.append(_table(rule, number, position))
    return instance


def _rules(folder: Path) -> list[str]:
    """The texts of all rule files, by name: from an archive beside the source, or a folder."""
    texts: dict[str, str] = {}
    for archive in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.name.endswith(".pm"):
                    texts[Path(member.name).name] = tar.extractfile(member).read().decode("latin-1")
    for path in sorted(folder.rglob("*.pm")):
        texts[path.name] = path.read_text("latin-1")
    return [texts[each] for each in sorted(texts)]


def _table(text: str, number: dict[str, int], position: list[dict[str, int]]) -> Table:
    scope: tuple[str, ...] = ()
    rows = []
    for line in text.splitlines():
        pairs = PAIR.findall(line)
        if not pairs:
            continue
        if not scope:
            scope = tuple(variable for variable, _ in pairs)
        values = dict(pairs)
        row = [position[number[each]].get(values[each]) for each in scope]
        if None not in row:
            rows.append(tuple(row))
    return Table(tuple(number[each] for each in scope), tuple(rows))
