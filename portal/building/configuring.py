"""What choices amount to: computed anew from the version every time, never taken from anybody."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from portal import clock
from portal.building.choices import is_taken
from portal.building.compiling import Ready, ready
from portal.building.models import ModelVersion
from portal.configurator import completing, conditions
from portal.configurator.answers import Build as WholeBuild
from portal.configurator.answers import Choices, Range
from portal.configurator.explaining import Conflict
from portal.configurator.faults import NoBuild
from portal.configurator.model import Kind, Pick, ProductModel
from portal.money import Money


@dataclass(frozen=True)
class Line:
    """One thing that is paid for, or included."""

    group: str
    text: str
    price: Money
    note: str = ""


@dataclass(frozen=True)
class Configured:
    """Choices with what they cost and when they come.

    `build` is the build they make when they are complete, else the cheapest that they can become.
    `picks` are all its options, with "without" for what it does not have: enough to make it again.
    Prices of what is not complete go from `price` to `most`. Not valid: no build has these choices,
    `conflict` says which of them do not go together, and there is neither price nor build.
    """

    ready: Ready
    choices: Choices
    is_complete: bool
    build: WholeBuild | None
    missing: tuple[str, ...] = ()
    conflict: Conflict | None = None

    @property
    def model(self) -> ProductModel:
        return self.ready.model

    @property
    def is_valid(self) -> bool:
        return self.build is not None

    @property
    def price(self) -> Money | None:
        return self.build.price if self.build else None

    @property
    def days(self) -> int | None:
        """Working days from order to delivery: of the build, or of the soonest it can become."""
        return self.build.days if self.build and self.is_complete else self.range.soonest

    @cached_property
    def range(self) -> Range:
        """From the least to the most that it can become."""
        if self.is_complete and self.build:
            return Range(self.build.price, self.build.price, self.build.days, self.build.days)
        return self.ready.compiled.prices_and_days(self.choices)

    @property
    def most(self) -> Money:
        return self.range.most

    @cached_property
    def picks(self) -> Choices:
        return completing.decided(self.ready.compiled, self.build.picks if self.build else ())

    def ready_on(self, today: date | None = None) -> date:
        """The day it is ready when it is ordered today."""
        return ready_on(self.days or 0, today)

    @property
    def lines(self) -> list[Line]:
        """The bare product, each option that was chosen, and what depends on several of them."""
        return lines(self.model, self.build.picks if self.is_complete else self.choices)

    @property
    def options(self) -> dict[str, list[str]]:
        """What was chosen, in words: {group's label: labels of its options}."""
        taken = self.build.picks if self.is_complete and self.build else self.choices
        return in_words(self.model, taken)

    @property
    def summary(self) -> str:
        """All of it in one line, for an order or a mail."""
        return ", ".join(label for labels in self.options.values() for label in labels)


def configured(version: ModelVersion, choices: Iterable[tuple[str, str]]) -> Configured:
    """What the version makes of these choices. UnknownPick when it has no such option.

    Options of multi groups and of groups that can be left out need not be decided for the choices
    to be complete: nothing said is "without".
    """
    its = ready(version)
    return of_choices(its, its.compiled.choices(choices))


def of_choices(its: Ready, choices: Choices) -> Configured:
    """The same for choices that were read before."""
    compiled = its.compiled
    open_ = _not_chosen(its.model, choices)
    if not open_:
        with suppress(NoBuild):
            whole = completing.cheapest(compiled, completing.decided(compiled, choices))
            return Configured(its, choices, True, whole)
    try:
        cheapest = completing.cheapest(compiled, choices)
    except NoBuild:
        return Configured(its, choices, False, None, tuple(open_), _clash(its, choices))
    return Configured(its, choices, False, cheapest, tuple(open_ or _forced(its, choices)))


def _not_chosen(model: ProductModel, choices: Choices) -> list[str]:
    """Groups that have to be decided, and are not."""
    chosen = {pick.group for pick in choices}
    return [
        group.id
        for group in model.groups
        if group.kind is not Kind.MULTI and not group.none and group.id not in chosen
    ]


def _forced(its: Ready, choices: Choices) -> list[str]:
    """Groups that may usually be left out, and here may not."""
    nearest = completing.nearest(its.compiled, completing.decided(its.compiled, choices), choices)
    chosen = set(choices)
    return list(
        dict.fromkeys(p.group for p in nearest.picks if is_taken(p) and p not in chosen)
    )  # fmt: skip


def _clash(its: Ready, choices: Choices) -> Conflict | None:
    """The first choice that does not go with those before it, and why."""
    before: list[Pick] = []
    for pick in choices:
        if not its.compiled.possible((*before, pick)):
            return its.reasons.why_not(tuple(before), pick)
        before.append(pick)
    return None


def lines(model: ProductModel, picks: Iterable[Pick]) -> list[Line]:
    """What these picks cost, one by one, in the model's order; the bare product first."""
    picks = list(picks)
    chosen = by_group(picks)
    found = [Line("", model.name, Money(model.price, model.currency))]
    order = {group.id: place for place, group in enumerate(model.groups)}
    for pick in sorted(filter(is_taken, picks), key=lambda each: order[each.group]):
        option = model.option(pick)
        found.append(
            Line(model.group(pick.group).label, option.label, Money(option.price, model.currency))
        )
    open_ = {group.id for group in model.groups if group.kind is not Kind.MULTI} - chosen.keys()
    for term in model.terms:
        asks = {has.group for has in conditions.mentioned(term.when)}
        if not asks & open_ and conditions.holds(term.when, chosen):
            found.append(Line("", term.label, Money(term.amount, model.currency)))
    return found


def in_words(model: ProductModel, picks: Iterable[Pick]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    chosen = by_group(picks)
    for group in model.groups:
        labels = [each.label for each in group.offered if each.id in chosen.get(group.id, ())]
        if labels:
            words[group.label] = labels
    return words


def by_group(picks: Iterable[Pick]) -> Mapping[str, set[str]]:
    chosen: dict[str, set[str]] = {}
    for group, option in picks:
        if not option.startswith("!"):
            chosen.setdefault(group, set()).add(option)
    return chosen


def ready_on(days: int, today: date | None = None) -> date:
    """So many working days, Monday to Friday, from today."""
    start = np.datetime64(today or clock.now().date(), "D")
    return np.busday_offset(start, days, roll="forward").astype(object)
