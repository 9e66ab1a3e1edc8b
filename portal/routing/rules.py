"""Rules, and what a list of them decides about a concern. Values in, values out.

A list is read once, from its top to its end: what has been decided is never asked again, so that
no list of rules can run for ever.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from functools import lru_cache
from typing import Any

LATIN_GREEK_CYRILLIC_END = "\u0530"


class Deal(StrEnum):
    """Who gets a concern."""

    NOBODY = ""
    LOAD = "load"
    TURN = "turn"
    PERSON = "person"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What rules ask about a concern."""

    kind: str
    origin: str
    language: str
    product: str
    sender: str
    text: str
    """Subject and first words, as `folded`."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When all that is named here holds, then do what is named here. What is empty is not asked."""

    key: int
    is_on: bool = True
    goes_on: bool = False
    kind: str = ""
    origin: str = ""
    language: str = ""
    product: str = ""
    sender: str = ""
    """The end of the address: "@northwind.example.com"."""
    words: tuple[str, ...] = ()
    """One of them, or the beginning of it, stands in the text."""
    department_id: int | None = None
    priority: str = ""
    tags: tuple[str, ...] = ()
    deal: Deal = Deal.NOBODY
    assignee_id: int | None = None

    @property
    def does_something(self) -> bool:
        return bool(self.department_id or self.priority or self.tags or self.deal)

    def fits(self, facts: Facts) -> bool:
        asked = ("kind", "origin", "language")
        return (
            all(getattr(self, each) in ("", getattr(facts, each)) for each in asked)
            and (not self.product or folded(self.product) == folded(facts.product))
            and folded(facts.sender).endswith(folded(self.sender))
            and (not self.words or bool(_pattern(self.words).search(facts.text)))
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"words": list(self.words), "tags": list(self.tags)}

    @staticmethod
    def of_json(kept: Mapping[str, Any]) -> "Rule":
        """What a version knows that this one does not is left out."""
        known = {each.name: kept[each.name] for each in fields(Rule) if each.name in kept}
        lists = {name: tuple(known.get(name, ())) for name in ("words", "tags")}
        return Rule(**known | lists | {"deal": Deal(known.get("deal", ""))})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who and what rules can name today."""

    departments: Mapping[int, str]
    staff: Mapping[int, str]

    def trouble(self, rule: Rule) -> str:
        """Why a rule cannot be followed; "" when it can."""
        if rule.department_id and rule.department_id not in self.departments:
            return "Its department is retired"
        if rule.deal is Deal.PERSON and rule.assignee_id not in self.staff:
            return "Its person no longer works at the desk"
        return ""


@dataclass
class Decision:
    """What the rules say about one concern. The first that says a thing decides it; tags add up."""

    followed: list[int] = field(default_factory=list)
    department_id: int | None = None
    priority: str = ""
    tags: list[str] = field(default_factory=list)
    deal: Deal = Deal.NOBODY
    assignee_id: int | None = None

    def take(self, rule: Rule) -> None:
        self.followed.append(rule.key)
        self.department_id = self.department_id or rule.department_id
        self.priority = self.priority or rule.priority
        self.tags += [tag for tag in rule.tags if tag not in self.tags]
        if self.deal is Deal.NOBODY:
            self.deal, self.assignee_id = rule.deal, rule.assignee_id


def decide(rules: Iterable[Rule], facts: Facts, standing: Standing) -> Decision:
    decision = Decision()
    for rule in rules:
        if rule.is_on and not standing.trouble(rule) and rule.fits(facts):
            decision.take(rule)
            if not rule.goes_on:
                break
    return decision


def moved(rules: Sequence[Rule], key: int, *, by: int) -> list[Rule]:
    """The list with one rule so many places further down; it stops at either end."""
    order = list(rules)
    place = next(place for place, rule in enumerate(order) if rule.key == key)
    rule = order.pop(place)
    order.insert(min(max(place + by, 0), len(order)), rule)
    return order


def folded(text: str) -> str:
    """As texts are compared: capitals and the width of spaces do not matter."""
    return " ".join(text.casefold().split())


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """At the beginning of a word, where words stand apart: not in Chinese, nor after the Arabic
    article; a sign that belongs to no word may stand anywhere."""
    each = (folded(word) for word in words)
    return re.compile("|".join(_apart(word) + re.escape(word) for word in each))


def _apart(word: str) -> str:
    return r"(?<!\w)" if word[:1].isalnum() and word[:1] < LATIN_GREEK_CYRILLIC_END else ""
