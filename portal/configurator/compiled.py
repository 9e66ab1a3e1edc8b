"""A compiled model: the questions a configurator asks, in picks and prices, each answered exactly.

    compiled = publishing.load(model, folder)
    choices = compiled.choices([("frame", "step-through"), ("drive", "belt")])
    compiled.domains(choices)[Pick("gears", "derailleur")].fits

Where a model did not compile, the same questions go to a search with a deadline. What it cannot
prove in time is None or `undecided`, never a guess.
"""

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from portal.configurator.answers import Build, Choices, Offer, Range
from portal.configurator.engine.graph_engine import GraphEngine
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.engine.searching import UNDECIDED, YES, SearchEngine
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild, UnknownPick
from portal.configurator.lowering import Lowered
from portal.configurator.model import Pick, ProductModel
from portal.configurator.rule_book import RuleBook
from portal.configurator.standing import Standing
from portal.money import Money


class Compiled:
    """One version of a model with its engine. Immutable; safe to share between threads.

    Keep it for as long as the version is asked for: making it again costs more than an answer.
    """

    def __init__(self, model: ProductModel, lowered: Lowered, engine: GraphEngine | SearchEngine):
        self.model = model
        self.lowered = lowered
        self.engine = engine
        self.version = lowered.key
        options = [None if pick is None else model.option(pick) for pick in lowered.picks]
        taken = np.array([pick is not None and pick.option[0] != "!" for pick in lowered.picks])
        size = len(lowered.picks)
        self.prices, self.days, self.weights = np.zeros(size), np.zeros(size), np.zeros(size)
        for place in np.flatnonzero(taken).tolist():
            self.prices[place] = options[place].price
            self.days[place] = options[place].days
            self.weights[place] = options[place].grams
        first = sum(lowered.problem.sizes[: lowered.first_term])
        for number, term in enumerate(model.terms):
            self.prices[first + 2 * number + 1] = term.amount
            self.days[first + 2 * number + 1] = term.days
        self.change = 4.0 * 2 ** int(np.abs(self.prices).sum()).bit_length()
        """What changing a choice counts beside any price: more than all prices together."""
        self.place_of = {
            pick: place for place, pick in enumerate(lowered.picks) if pick is not None
        }

        self.offered = [pick for pick in self.place_of if pick.option[0] != "!"]
        self.places = np.array([self.place_of[pick] for pick in self.offered], np.int64)
        self.variables = np.array([lowered.value_of[pick][0] for pick in self.offered], np.int64)

    @cached_property
    def rule_book(self) -> RuleBook:
        """Which rules stand in the way; made when it is first asked for."""
        return RuleBook(self.lowered)

    @property
    def exact(self) -> bool:
        """Whether every question has an answer without a deadline."""
        return isinstance(self.engine, GraphEngine)

    def choices(self, pairs: Iterable[tuple[str, str]]) -> Choices:
        """Picks as somebody sent them, checked and in the model's order; UnknownPick if forged."""
        picks = {Pick(str(group), str(option)) for group, option in pairs}
        seen: dict[int, Pick] = {}
        for pick in picks:
            if pick not in self.place_of:
                raise UnknownPick(f"{self.model.name} has no {pick.group} {pick.option}"[:200])
            variable = self.lowered.value_of[pick][0]
            if variable in seen:
                raise UnknownPick(f"{pick.group} can be chosen once only")
            seen[variable] = pick
        return tuple(seen[variable] for variable in sorted(seen))

    def allowed(self, choices: Choices) -> np.ndarray:
        """For each value's place, whether it agrees with the choices."""
        return self.engine.allowing([self.lowered.value_of[pick] for pick in choices])

    def possible(self, choices: Choices) -> bool:
        """Whether the choices can be completed to a build."""
        return self.engine.possible(self.allowed(choices))

    def domains(self, choices: Choices) -> dict[Pick, Offer]:
        """Every option, and whether it can still be had. Choices must fit together, or NoBuild."""
        offers = self.standing(choices).offers(self.offered, self.model.currency)
        return {offer.pick: offer for offer in offers}

    def standing(self, choices: Choices) -> Standing:
        """The same in columns, for whoever shows all of them."""
        least = self.engine.least(self.changing(choices))
        if least is None:
            return self._searched(choices)
        if any(least[self.place_of[pick]] >= self.change / 2 for pick in choices) or (
            least.min(initial=NO_WAY) >= NO_WAY
        ):
            raise NoBuild
        chosen, replaced = self.taken(choices)
        least = least[self.places]
        counts = (least + self.change / 2) // self.change
        totals = least - counts * self.change + self.model.price
        return Standing.of(
            least < NO_WAY, chosen, counts.astype(int) - replaced, totals.astype(np.int64)
        )

    def taken(self, choices: Choices) -> tuple[np.ndarray, np.ndarray]:
        """Of each option that is offered: whether it is chosen, and whether it would replace what
        is chosen."""
        own = np.full(len(self.engine.sizes), -1)
        for pick in choices:
            own[self.lowered.value_of[pick][0]] = self.place_of[pick]
        mine = own[self.variables]
        chosen = mine == self.places
        return chosen, (mine >= 0) & ~chosen

    def changing(self, choices: Iterable[Pick]) -> np.ndarray:
        """Prices, with a charge above all prices for each choice that is changed."""
        cost = self.prices.copy()
        for pick in choices:
            low, high = self.span(pick)
            cost[low:high] += self.change
            cost[self.place_of[pick]] -= self.change
        return cost

    def span(self, pick: Pick) -> tuple[int, int]:
        """The places of all values that the pick is one of."""
        variable = self.lowered.value_of[pick][0]
        return int(self.engine.starts[variable]), int(self.engine.starts[variable + 1])

    def _searched(self, choices: Choices) -> Standing:
        """Asked of the search: all groups without a choice at once, the others one by one."""
        domains = self.engine.domains(self.allowed(choices))
        if not (domains == YES).any() and not (domains == UNDECIDED).any():
            raise NoBuild
        for own in choices:
            low, high = self.span(own)
            rest = tuple(pick for pick in choices if pick != own)
            domains[low:high] = self.engine.domains(self.allowed(rest), only=(low, high))[low:high]
        domains = domains[self.places]
        return Standing.searched(domains == YES, self.taken(choices)[0], domains == UNDECIDED)

    def prices_and_days(self, choices: Choices) -> Range:
        """The least and the most that the remaining builds cost, and how long they take."""
        allowed = self.allowed(choices)
        least, _, sure = self.engine.cheapest(np.where(allowed, self.prices, NO_WAY))
        most, _, sure_too = self.engine.cheapest(np.where(allowed, -self.prices, NO_WAY))
        if least >= NO_WAY:
            raise NoBuild if sure else OutOfTime
        domains = self.engine.domains(allowed)
        soonest = self.soonest(choices)
        latest = self.model.days + int(self.days[domains == YES].max(initial=0))
        return Range(
            self.money(least),
            self.money(-most),
            soonest,
            max(latest, soonest),
            proven=bool(sure and sure_too and not (domains == UNDECIDED).any()),
        )

    def soonest(self, choices: Choices) -> int:
        """The shortest lead time of the remaining builds, in days."""
        return self.model.days + int(self._within(self.allowed(choices)))

    def _within(self, allowed: np.ndarray) -> float:
        """The least number of days such that a build needs no more than that for any part."""
        steps = np.unique(np.append(self.days[allowed != 0], 0.0))
        low, high = 0, len(steps) - 1
        if not self.engine.possible(allowed):
            raise NoBuild
        while low < high:
            middle = (low + high) // 2
            if self.engine.possible(allowed * (self.days <= steps[middle])):
                high = middle
            else:
                low = middle + 1
        return float(steps[low])

    def days_of_each(self, choices: Choices) -> dict[Pick, int] | None:
        """For each option, the shortest lead time with it, at the fewest changes it needs.

        None where the model is searched: it would take a search for each option.
        """
        cost = self.changing(choices) - self.prices
        steps = np.unique(np.append(self.days, 0.0))
        fewest = self.engine.least(cost)
        if fewest is None:
            return None
        soonest = np.full(len(cost), NO_WAY)
        for step in steps[::-1]:
            within = self.engine.least(np.where(self.days <= step, cost, NO_WAY))
            soonest[(within == fewest) & (fewest < NO_WAY)] = step
        return {
            pick: self.model.days + int(soonest[place])
            for pick, place in zip(self.offered, self.places.tolist(), strict=True)
            if soonest[place] < NO_WAY
        }

    def count(self, choices: Choices) -> int | None:
        """How many builds are left; None where they are not counted."""
        return self.engine.count(self.allowed(choices))

    def build(self, values: np.ndarray, *, proven: bool = True) -> Build:
        """The build that has these values (1 for each value it has)."""
        has = values == 1
        picks = tuple([self.offered[at] for at in np.flatnonzero(has[self.places]).tolist()])
        return Build(
            picks=picks,
            price=self.money(float(self.prices[has].sum())),
            days=self.model.days + int(self.days[has].max(initial=0)),
            grams=self.model.grams + int(self.weights[has].sum()),
            proven=proven,
        )

    def money(self, surcharge: float) -> Money:
        """The bare product's price and this."""
        return Money(self.model.price + round(surcharge), self.model.currency)
