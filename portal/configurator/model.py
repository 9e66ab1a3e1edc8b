"""A product model as values: what can be chosen, what fits together, what it costs.

Amounts are whole minor units of the model's currency, days are working days, weights are grams.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from portal.configurator.conditions import Condition


class Kind(StrEnum):
    SINGLE = "single"
    MULTI = "multi"
    NUMBER = "number"


class Pick(NamedTuple):
    """An option of a group. In a multi group, `!option` picks to be without it."""

    group: str
    option: str


@dataclass(frozen=True)
class Option:
    """`price` is a surcharge, `days` how much longer than the bare product a build with it takes;
    of several such, the longest counts.

    `amounts` are what rules add up: watts, litres, rack units. `hex` is a colour to show. `advice`
    says who it is for, in our words: "For riders under 165 cm".
    """

    id: str
    label: str
    price: int = 0
    days: int = 0
    grams: int = 0
    amounts: Mapping[str, int] = field(default_factory=dict, hash=False)
    hex: str = ""
    note: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Span:
    """The numbers of a number group, and what each one of them adds."""

    low: int
    high: int
    step: int = 1
    each: Option = Option("each", "each")

    @property
    def options(self) -> tuple[Option, ...]:
        each = self.each
        return tuple(
            Option(
                id=str(number),
                label=f"{number} {each.label}".strip(),
                price=number * each.price,
                days=each.days if number else 0,
                grams=number * each.grams,
                amounts={name: number * amount for name, amount in each.amounts.items()},
            )
            for number in range(self.low, self.high + 1, self.step)
        )


@dataclass(frozen=True)
class Group:
    """One choice. `none` is the label of "without", and makes a single group optional.

    A number group has a `span`, and its options are the span's. `frozen` is the production stage
    from which it can no longer be changed; without one, the first.
    """

    id: str
    label: str
    kind: Kind
    options: tuple[Option, ...]
    none: str = ""
    note: str = ""
    span: Span | None = None
    frozen: str = ""

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options, with "without" first where the group is optional."""
        return (Option(NONE, self.none), *self.options) if self.none else self.options


NONE = "none"


@dataclass(frozen=True)
class Table:
    """These combinations of options are allowed (or, forbidden). A cell lists options; * is any."""

    groups: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    forbids: bool = False


@dataclass(frozen=True)
class Implies:
    """Where the one holds, the other must."""

    when: Condition
    then: Condition


@dataclass(frozen=True)
class Count:
    """At least `low` and at most `high` of the picks are in a build."""

    of: tuple[Pick, ...]
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Total:
    """All amounts of this name add up to at least `low` and at most `high`.

    `high` (or `low`) may itself be a name: watts are at most supply.
    """

    amount: str
    low: int | str | None = None
    high: int | str | None = None


@dataclass(frozen=True)
class Rule:
    """`because` is what a customer reads when the rule is in the way."""

    id: str
    because: str
    says: Table | Implies | Count | Total


@dataclass(frozen=True)
class Term:
    """An amount (below zero: a rebate) and days that are due when a condition holds.

    A bundle is a term whose condition asks for all of its options.
    """

    id: str
    label: str
    when: Condition
    amount: int = 0
    days: int = 0


STAGES = ("ordered", "frame", "paint", "assembly", "ready")
"""What every order goes through; a model can give each of them words of its own."""


@dataclass(frozen=True)
class Stage:
    """A production stage in the words of this product: "Fitting out", "the cabin is being fitted".

    `days` is how long it takes against the other stages; `parts` are the parts of its work, by
    code.
    """

    id: str
    label: str
    now: str = ""
    days: int = 0
    parts: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class ProductModel:
    """One product made to order. `price`, `days` and `grams` are those of the bare product.

    `recommended` are picks that we would begin with; the build nearest to them is proposed.
    """

    id: str
    name: str
    currency: str
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = ()
    terms: tuple[Term, ...] = ()
    price: int = 0
    days: int = 0
    grams: int = 0
    note: str = ""
    recommended: tuple[Pick, ...] = ()
    stages: tuple[Stage, ...] = ()

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {each.id: each for each in self.groups}

    @cached_property
    def _options(self) -> dict[tuple[str, str], Option]:
        return {(group.id, each.id): each for group in self.groups for each in group.offered}

    def group(self, name: str) -> Group:
        return self._groups[name]

    def option(self, pick: Pick) -> Option:
        """The option that is picked; for "without" in a multi group, the one it is without."""
        return self._options[pick.group, pick.option.removeprefix("!")]
