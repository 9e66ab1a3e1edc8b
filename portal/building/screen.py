"""The configurator's page as it stands to the choices: each group, each option, and what it would
cost to have it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from portal.building.configuring import Configured
from portal.building.reasons import Reasons
from portal.building.soonest import days_of
from portal.building.wording import days_more, label_of, signed, why
from portal.configurator.answers import Choices, Offer
from portal.configurator.explaining import Conflict
from portal.configurator.model import Group, Kind, Option, Pick
from portal.money import Money
from portal.web.languages import _, many

MOST_RADIOS = 12
"""A number group with more numbers than that is a field to type into."""


@dataclass(frozen=True, slots=True)
class Card:
    """One option: chosen, to be had at `price` more and `days` more, or blocked with its reason."""

    value: str
    label: str
    note: str
    hex: str
    is_chosen: bool
    price: Markup | str = ""
    days: str = ""
    is_blocked: bool = False
    why: str = ""
    fix: str = ""
    fix_price: Markup | str = ""


@dataclass(frozen=True, slots=True)
class GroupCards:
    id: str
    label: str
    note: str
    input: str
    """radio, checkbox or number."""
    cards: list[Card]
    is_open: bool
    """Somebody has to decide it yet."""
    is_chosen: bool
    has_colours: bool
    numbers: tuple[int, int, int] | None = None
    """Lowest and highest number that fit, and the step."""


@dataclass(frozen=True)
class Alternative:
    """Another way to have it."""

    text: str
    price: Markup | str
    days: str
    query: str


@dataclass
class Notice:
    """What the page says before everything else: what was changed, or what does not go together."""

    tone: str
    title: str
    lines: list[str] = field(default_factory=list)
    price: Markup | str = ""
    days: str = ""
    undo: str | None = None
    """The choices as they were before, as an address holds them."""
    alternatives: list[Alternative] = field(default_factory=list)


class Screen:
    """All groups of a valid set of choices."""

    def __init__(self, made: Configured, money: Callable[[Money], Markup]):
        self.made = made
        self.money = money
        self.compiled = made.ready.compiled
        self.reasons: Reasons = made.ready.reasons
        self.offers = self.compiled.domains(made.choices)
        self.days = days_of(self.compiled, made.choices, list(self.offers.values()))
        self.now = self._least(made.choices)
        self.soonest = made.range.soonest if not made.is_complete else made.build.days
        self.chosen = set(made.choices)
        self.missing = set(made.missing)
        self.same = _("same price") if self.chosen else _("included")
        self._said: dict[int, Markup] = {}

    def _least(self, choices: Choices) -> int:
        """What the cheapest build with the choices costs: other options are compared with it."""
        for pick in choices:
            offer = self.offers.get(pick)
            if offer is not None and offer.best is not None:
                return offer.best.minor
        return min((o.best.minor for o in self.offers.values() if o.best and o.fits), default=0)

    def groups(self) -> Iterator[GroupCards]:
        for group in self.made.model.groups:
            is_long = group.kind is Kind.NUMBER and len(group.options) > MOST_RADIOS
            kind = "checkbox" if group.kind is Kind.MULTI else "number" if is_long else "radio"
            cards = list(self._cards(group))
            yield GroupCards(
                id=group.id,
                label=group.label,
                note=group.note,
                input=kind,
                cards=cards,
                is_open=group.id in self.missing,
                is_chosen=any(card.is_chosen for card in cards),
                has_colours=any(option.hex for option in group.options),
                numbers=_numbers(group, cards) if is_long else None,
            )

    def _cards(self, group: Group) -> Iterator[Card]:
        for option in group.offered:
            pick = Pick(group.id, option.id)
            offer = self.offers[pick]
            if offer.fits or offer.chosen:
                yield self._selectable(option, offer)
            else:
                yield self._blocked(option, offer)

    def _selectable(self, option: Option, offer: Offer) -> Card:
        label, note = option.label, option.note
        if offer.chosen:
            return Card(option.id, label, note, option.hex, True)
        price = self._price(offer)
        more = self.days.get(offer.pick, self.soonest) - self.soonest
        days = days_more(more) if more else ""
        return Card(option.id, label, note, option.hex, False, price, days)

    def _price(self, offer: Offer) -> Markup | str:
        if offer.best is None:
            return ""
        more = offer.best.minor - self.now
        if not more:
            return self.same
        said = self._said.get(more)
        if said is None:
            said = self._said[more] = signed(Money(more, offer.best.currency), self.money)
        return said

    def _blocked(self, option: Option, offer: Offer) -> Card:
        conflict = self.reasons.why_not(self.made.choices, offer.pick)
        fix, price = "", ""
        if offer.changes or (offer.undecided and conflict is not None):
            fix = self._fix(conflict, offer.changes)
            price = self._price(offer) if offer.best else ""
        reason = why(conflict) if conflict else _("We could not find out in time.")
        label, note = option.label, option.note
        return Card(option.id, label, note, option.hex, False, "", "", True, reason, fix, price)

    def _fix(self, conflict: Conflict | None, changes: int | None) -> str:
        """What making it fit would do: it changes the one choice in the way, or so many."""
        if changes == 1 and conflict is not None and len(conflict.choices) == 1:
            group = self.made.model.group(conflict.choices[0].group)
            if group.kind is not Kind.MULTI:
                return _("Change %(group)s", group=group.label)
            return _("Leave out %(option)s", option=label_of(self.made.model, conflict.choices[0]))
        if changes:
            return many("Change %(num)s choice", "Change %(num)s choices", changes)
        return _("Make it fit")


def _numbers(group: Group, cards: list[Card]) -> tuple[int, int, int]:
    fitting = [int(card.value) for card in cards if not card.is_blocked]
    return min(fitting, default=0), max(fitting, default=0), group.span.step
