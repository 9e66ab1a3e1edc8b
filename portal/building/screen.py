"""The configurator's page as it stands to the choices: each group, each option, and what it would
cost to have it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup

from portal.building.configuring import Configured
from portal.building.reasons import Reason
from portal.building.soonest import NOT_ASKED, days_of
from portal.building.wording import days_more, label_of, signed, why
from portal.configurator.explaining import Conflict
from portal.configurator.model import Group, Kind, Option
from portal.configurator.standing import CHOSEN, FITS, UNDECIDED, UNKNOWN, Standing
from portal.money import Money
from portal.web.languages import _, many

NO_PRICE = np.iinfo(np.int64).min
MOST_RADIOS = 12
"""A number group with more numbers than that is a field to type into."""


@dataclass(frozen=True, slots=True)
class Card:
    """One option: chosen, to be had at `price` more and `days` more, or blocked with its reason."""

    value: str
    label: str
    note: str
    hex: str
    advice: str
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
    """All groups of a valid set of choices, in columns: a row for each option in the model's order.

    A group whose rows are as they were in some other answer looks as it looked there; its cards
    are made only when nobody has drawn it so yet.
    """

    def __init__(self, made: Configured, money: Callable[[Money], Markup]):
        self.made = made
        self.money = money
        self.layout = made.ready.layout
        compiled = made.ready.compiled
        standing = compiled.standing(made.choices)
        days = days_of(compiled, made.choices, standing)
        soonest = made.range.soonest if not made.is_complete else made.build.days
        self.chosen = set(made.choices)
        self.missing = set(made.missing)
        self.now = self._least(standing)
        self.rows = np.column_stack([
            standing.state,
            np.where(standing.totals == UNKNOWN, NO_PRICE, standing.totals - self.now),
            np.where(days == NOT_ASKED, 0, days - soonest),
            standing.changes,
        ])[self.layout.order]  # fmt: skip
        self.rows[self.rows[:, 0] == CHOSEN, 1:] = 0

    def _least(self, standing: Standing) -> int:
        """What the cheapest build with the choices costs: other options are compared with it."""
        for pick in self.made.choices:
            at = self.layout.row_of.get(pick)
            if at is not None and standing.totals[at] != UNKNOWN:
                return int(standing.totals[at])
        known = standing.totals[(standing.state == FITS) & (standing.totals != UNKNOWN)]
        return int(known.min(initial=2**62)) if len(known) else 0

    def standings(self) -> Iterator["Standings"]:
        """Each group as it stands, with all that its drawing depends on."""
        blocked = self._reasons()
        bounds = self.layout.bounds
        has_choice = {pick.group for pick in self.chosen if not pick.option.startswith("!")}
        for number, group in enumerate(self.made.model.groups):
            low, high = bounds[number], bounds[number + 1]
            reasons = blocked.get(number, ())
            yield Standings(
                group,
                low,
                self.rows[low:high].tobytes(),
                reasons,
                group.id in self.missing,
                group.id in has_choice,
                bool(self.chosen),
            )

    def _reasons(self) -> dict[int, list[Reason]]:
        """For each group, why the options that do not fit do not, in their order."""
        found: dict[int, list[Reason]] = {}
        reason, choices, chosen = self.made.ready.reasons.reason, self.made.choices, self.chosen
        picks, group_of = self.layout.picks, self.layout.group_of
        state = self.rows[:, 0]
        for row in np.flatnonzero((state != CHOSEN) & (state != FITS)).tolist():
            found.setdefault(group_of[row], []).append(reason(choices, chosen, picks[row]))
        return found

    def cards(self, stands: "Standings") -> "GroupCards":
        """The group's options as a page shows them."""
        group = stands.group
        is_long = group.kind is Kind.NUMBER and len(group.options) > MOST_RADIOS
        rows = self.rows[stands.low : stands.low + len(group.offered)].tolist()
        reasons = iter(stands.reasons)
        cards = [self._card(group, option, *row, reasons)
                 for option, row in zip(group.offered, rows, strict=True)]  # fmt: skip
        return GroupCards(
            id=group.id,
            label=group.label,
            note=group.note,
            input="checkbox" if group.kind is Kind.MULTI else "number" if is_long else "radio",
            cards=cards,
            is_open=stands.is_open,
            is_chosen=stands.is_chosen,
            has_colours=any(option.hex for option in group.options),
            numbers=_numbers(group, cards) if is_long else None,
        )

    def _card(
        self,
        group: Group,
        option: Option,
        state: int,
        more: int,
        later: int,
        changes: int,
        reasons: Iterator[Reason],
    ) -> Card:
        told = (option.id, option.label, option.note, option.hex, option.advice)
        if state == CHOSEN:
            return Card(*told, True)
        price = self._price(more)
        if state == FITS:
            return Card(*told, False, price, days_more(later))
        conflict = next(reasons).conflict
        fix = ""
        if changes > 0 or (state == UNDECIDED and conflict is not None):
            fix = self._fix(conflict, changes)
        reason = why(conflict) if conflict else _("We could not find out in time.")
        return Card(*told, False, "", "", True, reason, fix, price if fix else "")

    def _price(self, more: int) -> Markup | str:
        if more == NO_PRICE:
            return ""
        if not more:
            return _("same price") if self.chosen else _("included")
        return signed(Money(more, self.made.model.currency), self.money)

    def _fix(self, conflict: Conflict | None, changes: int) -> str:
        """What making it fit would do: it changes the one choice in the way, or so many."""
        if changes == 1 and conflict is not None and len(conflict.choices) == 1:
            group = self.made.model.group(conflict.choices[0].group)
            if group.kind is not Kind.MULTI:
                return _("Change %(group)s", group=group.label)
            return _("Leave out %(option)s", option=label_of(self.made.model, conflict.choices[0]))
        if changes > 0:
            return many("Change %(num)s choice", "Change %(num)s choices", changes)
        return _("Make it fit")


@dataclass(frozen=True, slots=True)
class Standings:
    """A group as it stands: two that are equal look the same in one language."""

    group: Group
    low: int
    rows: bytes
    reasons: Sequence[Reason]
    is_open: bool
    is_chosen: bool
    is_begun: bool
    """Something is chosen already, in whatever group."""

    @property
    def key(self) -> tuple[object, ...]:
        reasons = tuple([reason.number for reason in self.reasons])
        return self.low, self.rows, reasons, self.is_open, self.is_chosen, self.is_begun


def _numbers(group: Group, cards: list[Card]) -> tuple[int, int, int]:
    fitting = [int(card.value) for card in cards if not card.is_blocked]
    return min(fitting, default=0), max(fitting, default=0), group.span.step
