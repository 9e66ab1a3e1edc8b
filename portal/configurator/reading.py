"""From a parsed file to a product model, collecting every fault on the way."""

import re
from collections.abc import Callable
from typing import Any

from portal.configurator.conditions import All, Condition, Has, Not, Unclear, mentioned, parse
from portal.configurator.faults import Unsound
from portal.configurator.model import (
    NONE,
    Count,
    Group,
    Implies,
    Kind,
    Option,
    Pick,
    ProductModel,
    Rule,
    Span,
    Table,
    Term,
    Total,
)

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
RESERVED = {"and", "or", "not", "in"}
MOST_OPTIONS = 5_000
MOST_ROWS = 200_000
MOST_PRICE = 10**9
MOST_IN_ALL = 2**35
"""Prices stay whole numbers in every sum, with room for counting changes above them."""
OPTION_KEYS = {"id", "label", "price", "days", "grams", "hex", "note", "amounts"}


def read_model(tree: Any) -> ProductModel:
    """The model, or Unsound with everything that is wrong with it."""
    reader = _Reader()
    model = reader.model(tree)
    if reader.faults:
        raise Unsound(reader.faults)
    return model


class _Reader:
    def __init__(self) -> None:
        self.faults: list[str] = []
        self.groups: dict[str, Group] = {}

    def fault(self, where: str, what: str) -> None:
        if len(self.faults) < 100:
            self.faults.append(f"{where}: {what}" if where else what)

    def model(self, tree: Any) -> ProductModel:
        tree = self.table("the file", tree)
        known = {"id", "name", "currency", "price", "days", "grams", "note"}
        self.keys("the file", tree, known | {"groups", "rules", "terms"})
        for group in self.many("groups", tree, self.group):
            if group.id in self.groups:
                self.fault(f"group “{group.id}”", "the id is used twice")
            self.groups[group.id] = group
        if not self.groups and not self.faults:
            self.fault("the file", "has no groups")
        if sum(len(group.options) for group in self.groups.values()) > MOST_OPTIONS:
            self.fault("the file", f"has more than {MOST_OPTIONS} options")
            return None
        rules = self.many("rules", tree, self.rule)
        terms = self.many("terms", tree, self.term)
        for kind, each in (("rule", rules), ("term", terms)):
            ids = [one.id for one in each if one]
            for double in sorted({one for one in ids if ids.count(one) > 1}):
                self.fault(f"{kind} “{double}”", "the id is used twice")
        self.all_prices([term for term in terms if term])
        currency = self.text("the file", tree, "currency")
        if not re.fullmatch(r"[A-Z]{3}", currency):
            self.fault("the file", "currency must be three capital letters, such as EUR")
        return ProductModel(
            id=self.id("the file", tree),
            name=self.text("the file", tree, "name"),
            currency=currency,
            groups=tuple(self.groups.values()),
            rules=tuple(rules),
            terms=tuple(terms),
            note=self.text("the file", tree, "note", ""),
            **self.numbers("the file", tree),
        )

    def all_prices(self, terms: list[Term]) -> None:
        most = sum(abs(term.amount) for term in terms)
        for group in self.groups.values():
            prices = [abs(each.price) for each in group.options]
            most += sum(prices) if group.kind is Kind.MULTI else max(prices, default=0)
        if most > MOST_IN_ALL:
            self.fault("the file", "the prices together are too large")

    def group(self, where: str, tree: dict) -> Group | None:
        self.keys(
            where, tree, {"id", "label", "kind", "none", "note", "options", "low", "high", "step", "each"}
        )
        kind = self.text(where, tree, "kind", "single")
        if kind not in set(Kind):
            self.fault(where, f"kind “{kind}” is not single, multi or number")
            return None
        span = self.span(where, tree) if kind == Kind.NUMBER else None
        options = span.options if span else self.options(where, tree)
        if kind == Kind.NUMBER and span is None:
            return None
        none = self.text(where, tree, "none", "")
        if none and kind != Kind.SINGLE:
            self.fault(where, "only a single group has “none”")
        if not options:
            self.fault(where, "has no options")
        ids = [each.id for each in options] + ([NONE] if none else [])
        for double in sorted({each for each in ids if ids.count(each) > 1}):
            self.fault(where, f"option “{double}” is there twice")
        return Group(
            id=self.id(where, tree),
            label=self.text(where, tree, "label"),
            kind=Kind(kind),
            options=tuple(options),
            none=none,
            note=self.text(where, tree, "note", ""),
            span=span,
        )

    def options(self, where: str, tree: dict) -> list[Option]:
        rows = tree.get("options", [])
        if not isinstance(rows, list):
            self.fault(where, "options must be a list")
            return []
        if len(rows) > MOST_OPTIONS:
            self.fault(where, f"has more than {MOST_OPTIONS} options")
            return []
        return [self.option(where, row) for row in rows]

    def option(self, where: str, row: Any, *, each: bool = False) -> Option:
        row = self.table(where, row)
        name = "each" if each else self.id(where, row)
        where = f"{where}, option “{name}”"
        self.keys(where, row, OPTION_KEYS)
        hex_ = self.text(where, row, "hex", "")
        if hex_ and not re.fullmatch(r"#[0-9a-fA-F]{6}", hex_):
            self.fault(where, f"hex “{hex_}” is not a colour such as #1d3b2f")
        amounts = self.table(where, row.get("amounts", {}))
        return Option(
            id=name,
            label=self.text(where, row, "label", "" if each else None),
            hex=hex_,
            note=self.text(where, row, "note", ""),
            amounts={
                str(key): self.number(where, amounts, key, low=-MOST_PRICE) for key in amounts
            },
            **self.numbers(where, row),
        )

    def span(self, where: str, tree: dict) -> Span | None:
        low = self.number(where, tree, "low", low=0, high=100_000)
        high = self.number(where, tree, "high", low=0, high=100_000)
        step = self.number(where, tree, "step", default=1, low=1, high=100_000)
        each = self.option(where, tree.get("each", {}), each=True)
        if low > high:
            self.fault(where, f"low {low} is above high {high}")
            return None
        if (high - low) // max(step, 1) >= 1000:
            self.fault(where, "has more than 1000 numbers: use a larger step")
            return None
        return Span(low, high, step, each)

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
        if not isinstance(texts, list) or not texts:
            self.fault(where, "count needs a list of options such as “extras = rack”")
            return None
        picks = []
        for text in texts:
            has = self.condition(where, {"count": text}, "count")
            if not isinstance(has, Has) or has.sign != "=":
                self.fault(where, f"“{text}” is not an option such as “extras = rack”")
                return None
            picks.append(Pick(has.group, has.options[0]))
        low, high = self.bounds(where, tree, names=False)
        return Count(tuple(picks), low, high) if (low, high) != (None, None) else None

    def total(self, where: str, tree: dict) -> Total | None:
        name = self.text(where, tree, "total")
        low, high = self.bounds(where, tree, names=True)
        known = {key for group in self.groups.values() for o in group.options for key in o.amounts}
        for each in (name, low, high):
            if isinstance(each, str) and each not in known:
                self.fault(where, f"no option has an amount “{each}”")
                return None
        if isinstance(low, str) and high is not None or isinstance(high, str) and low is not None:
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

    def term(self, where: str, tree: dict) -> Term | None:
        self.keys(where, tree, {"id", "label", "when", "amount", "days"})
        when = self.condition(where, tree, "when")
        return Term(
            id=self.id(where, tree),
            label=self.text(where, tree, "label"),
            when=when,
            amount=self.number(where, tree, "amount", default=0, low=-MOST_PRICE),
            days=self.number(where, tree, "days", default=0, low=0, high=3650),
        )

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

    def many(self, key: str, tree: dict, read: Callable) -> list:
        rows = tree.get(key, [])
        if not isinstance(rows, list):
            self.fault(key, "must be a list")
            return []
        found = []
        for number, row in enumerate(rows, start=1):
            row = self.table(f"{key[:-1]} {number}", row)
            name = row.get("id")
            found.append(read(f"{key[:-1]} “{name}”" if name else f"{key[:-1]} {number}", row))
        return [each for each in found if each is not None]

    def keys(self, where: str, tree: dict, known: set[str]) -> None:
        for key in tree:
            if key not in known:
                self.fault(where, f"“{key}” is not known there")

    def table(self, where: str, tree: Any) -> dict:
        if isinstance(tree, dict):
            return tree
        self.fault(where, "must be a table of keys and values")
        return {}

    def id(self, where: str, tree: dict) -> str:
        name = tree.get("id")
        if not isinstance(name, str) or not ID.fullmatch(name) or name in RESERVED:
            self.fault(where, f"id “{name}” is not lower-case letters, digits and hyphens")
            return ""
        return name

    def text(self, where: str, tree: dict, key: str, default: str | None = None) -> str:
        text = tree.get(key, default)
        if not isinstance(text, str) or (default is None and not text.strip()):
            self.fault(where, f"{key} is missing" if text is None else f"{key} must be a text")
            return ""
        if len(text) > 20_000 or any(ord(each) < 32 and each not in "\n\t" for each in text):
            self.fault(where, f"{key} is too long or has control characters")
            return ""
        return text

    def numbers(self, where: str, tree: dict) -> dict[str, int]:
        return {
            "price": self.number(where, tree, "price", default=0, low=-MOST_PRICE),
            "days": self.number(where, tree, "days", default=0, low=0, high=3650),
            "grams": self.number(where, tree, "grams", default=0, low=-MOST_PRICE),
        }

    def number(
        self,
        where: str,
        tree: dict,
        key: str,
        *,
        default: int | None = None,
        low: int,
        high: int = MOST_PRICE,
    ) -> int:
        value = tree.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(where, f"{key} must be a whole number, not “{value}”")
            return 0
        if not low <= value <= high:
            self.fault(where, f"{key} must be between {low} and {high}, not {value}")
            return 0
        return value
