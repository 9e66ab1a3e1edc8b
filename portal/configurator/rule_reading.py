"""Reading rules and conditions of a parsed file against the groups that were read before."""

import re
from typing import Any

from portal.configurator.conditions import All, Condition, Has, Not, Unclear, mentioned, parse
from portal.configurator.fields import Fields
from portal.configurator.model import Count, Group, Implies, Kind, Pick, Rule, Table, Total

MOST_ROWS = 200_000
MOST_IN_ALL = 2**35
"""Prices and amounts stay whole numbers in every sum, with room for counting changes above them."""


class RuleReader(Fields):
    """Knows the groups, so that a rule about something else is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, Group] = {}

    def rule(self, where: str, tree: dict) -> Rule | None:
        kinds = {
            "when": ({"when", "then"}, self.implies),
            "not_together": ({"not_together"}, self.not_together),
            "groups": ({"groups", "allow", "forbid"}, self.rows),
            "count": ({"count", "at_least", "at_most"}, self.count),
            "total": ({"total", "at_least", "at_most"}, self.total),
        }
        found = [kind for kind in kinds if kind in tree]
        if len(found) != 1:
            self.fault(where, f"needs exactly one of {', '.join(kinds)}")
            return None
        keys, read = kinds[found[0]]
        self.keys(where, tree, keys | {"id", "because"})
        because = self.text(where, tree, "because")
        says = read(where, tree)
        return Rule(self.id(where, tree), because, says) if says else None

    def implies(self, where: str, tree: dict) -> Implies | None:
        when = self.condition(where, tree, "when")
        then = self.condition(where, tree, "then")
        return Implies(when, then) if when and then else None

    def not_together(self, where: str, tree: dict) -> Implies | None:
        texts = tree["not_together"]
        if not isinstance(texts, list) or len(texts) < 2:
            self.fault(where, "not_together needs a list of at least two conditions")
            return None
        parts = [self.condition(where, {"not_together": each}, "not_together") for each in texts]
        if None in parts:
            return None
        rest = parts[1:]
        return Implies(parts[0], Not(All(tuple(rest)) if len(rest) > 1 else rest[0]))

    def rows(self, where: str, tree: dict) -> Table | None:
        names = tree["groups"]
        rows = tree.get("allow", tree.get("forbid"))
        if not isinstance(names, list) or not isinstance(rows, list) or len(names) < 1:
            self.fault(where, "groups needs a list of groups, and allow or forbid a list of rows")
            return None
        if "allow" in tree and "forbid" in tree:
            self.fault(where, "allow and forbid cannot both be there")
            return None
        groups = [self.known(where, each) for each in names]
        if None in groups:
            return None
        if len(set(names)) < len(names) or any(each.kind is Kind.MULTI for each in groups):
            self.fault(where, "a table is over different single or number groups")
            return None
        cells = [self.row(where, groups, row) for row in rows]
        if None in cells:
            return None
        size = sum(self.spread(groups, row) for row in cells)
        if size > MOST_ROWS:
            self.fault(where, f"the table has more than {MOST_ROWS} combinations")
            return None
        return Table(tuple(names), tuple(cells), forbids="forbid" in tree)

    def row(self, where: str, groups: list[Group], row: Any) -> tuple | None:
        if not isinstance(row, list) or len(row) != len(groups):
            self.fault(where, f"the row {row} does not have {len(groups)} cells")
            return None
        cells = []
        for group, cell in zip(groups, row, strict=True):
            options = tuple(str(each) for each in (cell if isinstance(cell, list) else [cell]))
            for each in options:
                if options != ("*",) and not self.has(group, each):
                    self.fault(where, f"“{each}” is not an option of “{group.id}”")
                    return None
            cells.append(options)
        return tuple(cells)

    def spread(self, groups: list[Group], row: tuple) -> int:
        size = 1
        for group, cell in zip(groups, row, strict=True):
            size *= len(group.offered) if cell == ("*",) else len(cell)
        return size

    def count(self, where: str, tree: dict) -> Count | None:
        texts = tree["count"]
        if texts == []:
            self.fault(where, "count needs a list of options such as “extras = rack”")
            return None
        picks = self.picks(where, "count", texts)
        if not picks:
            return None
        low, high = self.bounds(where, tree, names=False)
        return Count(picks, low, high) if (low, high) != (None, None) else None

    def picks(self, where: str, key: str, texts: Any) -> tuple[Pick, ...]:
        """Options such as “extras = rack”, or () when one of them is none."""
        if not isinstance(texts, list):
            self.fault(where, f"{key} needs a list of options such as “extras = rack”")
            return ()
        found = []
        for text in texts:
            has = self.condition(where, {key: text}, key)
            if not isinstance(has, Has) or has.sign != "=":
                self.fault(where, f"“{text}” is not an option such as “extras = rack”")
                return ()
            found.append(Pick(has.group, has.options[0]))
        return tuple(found)

    def total(self, where: str, tree: dict) -> Total | None:
        name = self.text(where, tree, "total")
        low, high = self.bounds(where, tree, names=True)
        known = {key for group in self.groups.values() for o in group.options for key in o.amounts}
        for each in (name, low, high):
            if isinstance(each, str) and each not in known:
                self.fault(where, f"no option has an amount “{each}”")
                return None
        if (isinstance(low, str) and high is not None) or (
            isinstance(high, str) and low is not None
        ):
            self.fault(where, "a bound that is a name stands alone")
            return None
        return Total(name, low, high) if (low, high) != (None, None) else None

    def bounds(self, where: str, tree: dict, *, names: bool) -> tuple[Any, Any]:
        found = []
        for key in ("at_least", "at_most"):
            bound = tree.get(key)
            if not (names and isinstance(bound, str)) and bound is not None:
                bound = self.number(where, tree, key, low=-MOST_IN_ALL, high=MOST_IN_ALL)
            found.append(bound)
        if found == [None, None]:
            self.fault(where, "needs at_least or at_most")
        return found[0], found[1]

    def condition(self, where: str, tree: dict, key: str) -> Condition | None:
        text = self.text(where, tree, key)
        if not text:
            return None
        try:
            condition = parse(text)
        except Unclear as error:
            self.fault(where, f"“{text[:80]}”: {error}")
            return None
        sound = [self.comparison(where, has) for has in mentioned(condition)]
        return condition if all(sound) else None

    def comparison(self, where: str, has: Has) -> bool:
        group = self.known(where, has.group)
        if group is None:
            return False
        if has.sign not in ("=", "!=", "in"):
            if group.kind is not Kind.NUMBER:
                self.fault(where, f"“{group.id}” is not a number group")
                return False
            if not re.fullmatch(r"\d{1,9}", has.options[0]):
                self.fault(where, f"“{has.options[0]}” is not a number")
                return False
            return True
        for each in has.options:
            if not self.has(group, each):
                self.fault(where, f"“{each}” is not an option of “{group.id}”")
                return False
        return True

    def known(self, where: str, name: Any) -> Group | None:
        group = self.groups.get(name) if isinstance(name, str) else None
        if group is None:
            self.fault(where, f"there is no group “{name}”")
        return group

    def has(self, group: Group, option: str) -> bool:
        return any(each.id == option for each in group.offered)
