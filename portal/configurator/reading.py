"""From a parsed file to a product model, collecting every fault on the way."""

import re
from collections.abc import Callable
from typing import Any

from portal.configurator.faults import Unsound
from portal.configurator.fields import MOST_PRICE
from portal.configurator.model import (
    NONE,
    STAGES,
    Group,
    Kind,
    Option,
    ProductModel,
    Span,
    Stage,
    Term,
)
from portal.configurator.rule_reading import MOST_IN_ALL, RuleReader

MOST_OPTIONS = 5_000
MOST_IN_GROUP = 1_000
OPTION_KEYS = {"id", "label", "price", "days", "grams", "hex", "note", "advice", "amounts"}
GROUP_KEYS = {"id", "label", "kind", "none", "note", "options", "low", "high", "step", "each",
              "frozen"}  # fmt: skip
MODEL_KEYS = {
    "id",
    "name",
    "currency",
    "price",
    "days",
    "grams",
    "note",
    "recommended",
    "groups",
    "rules",
    "terms",
    "stages",
}


def read_model(tree: Any) -> ProductModel:
    """The model, or Unsound with everything that is wrong with it."""
    reader = _ModelReader()
    model = reader.model(tree)
    if reader.faults or model is None:
        raise Unsound(reader.faults)
    return model


class _ModelReader(RuleReader):
    def model(self, tree: Any) -> ProductModel | None:
        tree = self.table("the file", tree)
        self.keys("the file", tree, MODEL_KEYS)
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
            stages=self.stages(tree),
            recommended=self.picks("the file", "recommended", tree.get("recommended", [])),
            **self.numbers("the file", tree),
        )

    def stages(self, tree: dict) -> tuple[Stage, ...]:
        found = self.many("stages", tree, self.stage)
        for name in sorted({each.id for each in found}):
            if sum(each.id == name for each in found) > 1:
                self.fault(f"stage “{name}”", "is there twice")
        parts = [code for each in found for code in each.parts]
        for code in sorted({each for each in parts if parts.count(each) > 1}):
            self.fault("the stages", f"part “{code}” is there twice")
        return tuple(found)

    def stage(self, where: str, tree: dict) -> Stage:
        self.keys(where, tree, {"id", "label", "now", "days", "parts"})
        name = self.text(where, tree, "id")
        if name not in STAGES:
            self.fault(where, f"a stage is one of {', '.join(STAGES)}")
        parts = self.table(where, tree.get("parts", {}))
        for code in parts:
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,38}", code):
                self.fault(where, f"part “{code[:40]}” is no code such as “cut”")
        return Stage(
            id=name,
            label=self.text(where, tree, "label"),
            now=self.text(where, tree, "now", ""),
            days=self.number(where, tree, "days", default=0, low=0, high=3650),
            parts={code: self.text(where, parts, code) for code in parts},
        )

    def all_prices(self, terms: list[Term]) -> None:
        most = sum(abs(term.amount) for term in terms)
        for group in self.groups.values():
            prices = [abs(each.price) for each in group.options]
            most += sum(prices) if group.kind is Kind.MULTI else max(prices, default=0)
        if most > MOST_IN_ALL:
            self.fault("the file", "the prices together are too large")

    def group(self, where: str, tree: dict) -> Group | None:
        self.keys(where, tree, GROUP_KEYS)
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
            frozen=self.text(where, tree, "frozen", ""),
        )

    def options(self, where: str, tree: dict) -> list[Option]:
        rows = tree.get("options", [])
        if not isinstance(rows, list):
            self.fault(where, "options must be a list")
            return []
        if len(rows) > MOST_IN_GROUP:
            self.fault(where, f"has more than {MOST_IN_GROUP} options")
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
            advice=self.text(where, row, "advice", ""),
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
