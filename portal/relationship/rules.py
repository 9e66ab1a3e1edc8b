"""What a version of the policy says, as values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.promises.models import Level

MAILS: Mapping[str, str] = {
    "check_in": "check-ins",
    "advice": "advice",
    "news": "news",
    "reward": "thank-yous and rewards",
    "win_back": "win-back mails",
    "survey": "surveys",
}
"""What a level may forbid. A service mail, like a recall, is never forbidden."""
LEVELS = tuple(Level)
MEANS: Mapping[Level, str] = {
    Level.BASIC: "We sell.",
    Level.REACTIVE: "They may call.",
    Level.ACCOUNTABLE: "We ask a short time after the sale how it does.",
    Level.PROACTIVE: "We also suggest better use, and what is new.",
    Level.PARTNERSHIP: "We work with them all the time.",
}
MOST_LINES, MOST_PRODUCTS, MOST_OWED = 20, 50, 3
LATEST, LONGEST_NAME = 250, 80
LONGEST_PRODUCT = 250
"""As long as an order can name it."""
OTHERS = "others"
"""The line of what no other line names; there always is one, the last."""


class NotAPolicy(ValueError):
    """The document says nothing that could be kept to; in words for who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A check-in, so many working days after delivery at the latest."""

    name: str
    within_days: int

    @property
    def sentence(self) -> str:
        days = "working day" if self.within_days == 1 else "working days"
        return f"{self.name}, within {self.within_days} {days} after delivery"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one level means for one product line."""

    level: Level
    owes: tuple[Owed, ...]
    allows: frozenset[str]

    @property
    def allowed(self) -> str:
        return _listed([words for kind, words in MAILS.items() if kind in self.allows])

    @property
    def forbidden(self) -> str:
        return _listed([words for kind, words in MAILS.items() if kind not in self.allows])


@dataclass(frozen=True, kw_only=True)
class ProductLine:
    key: str
    name: str
    products: tuple[str, ...]
    default: Level
    owner_id: int | None
    """Who makes the check-ins that no mail can make."""
    cells: Mapping[Level, Cell]

    @property
    def owing(self) -> frozenset[Level]:
        """The levels at which something is owed."""
        return frozenset(level for level, cell in self.cells.items() if cell.owes)


@dataclass(frozen=True, kw_only=True)
class Rules:
    lines: tuple[ProductLine, ...]

    def line_of(self, product: str | None) -> ProductLine:
        found = (each for each in self.lines if product and product in each.products)
        return next(found, self.lines[-1])


def read(document: Mapping[str, Any]) -> Rules:
    """The rules of a document. Raises NotAPolicy."""
    lines = tuple(_line(each) for each in document["lines"])
    if not lines or lines[-1].key != OTHERS or len(lines) > MOST_LINES:
        raise NotAPolicy(f"Keep it to {MOST_LINES} product lines")
    keys = [each.key for each in lines]
    if len(set(keys)) != len(keys):
        raise NotAPolicy("Two product lines have the same name")
    products = [product for each in lines for product in each.products]
    if twice := next((each for each in products if products.count(each) > 1), None):
        raise NotAPolicy(f"{twice} is in two product lines")
    return Rules(lines=lines)


def _line(given: Mapping[str, Any]) -> ProductLine:
    products = tuple(given["products"])
    if given["key"] != OTHERS and not 1 <= len(products) <= MOST_PRODUCTS:
        raise NotAPolicy(f"Name 1 to {MOST_PRODUCTS} products for {given['name']}")
    if any(len(each) > LONGEST_PRODUCT for each in products):
        raise NotAPolicy(f"A product of {given['name']} has too long a name")
    return ProductLine(
        key=given["key"],
        name=given["name"],
        products=products,
        default=Level(given["default"]),
        owner_id=given.get("owner_id"),
        cells={level: _cell(level, given["levels"][level.value]) for level in LEVELS},
    )


def _cell(level: Level, given: Mapping[str, Any]) -> Cell:
    owes = tuple(Owed(name=each["name"], within_days=each["within_days"]) for each in given["owes"])
    days = [each.within_days for each in owes]
    if len(owes) > MOST_OWED or sorted(set(days)) != days:
        raise NotAPolicy(f"{level.capitalize()}: each check-in is later than the one before")
    allows = frozenset(given["allows"])
    if owes and "check_in" not in allows:
        raise NotAPolicy(f"{level.capitalize()}: a check-in that is owed cannot be forbidden")
    return Cell(level=level, owes=owes, allows=allows & MAILS.keys())


def _listed(words: list[str]) -> str:
    return ", ".join(words)
