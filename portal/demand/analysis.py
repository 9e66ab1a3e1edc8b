"""One model over some days, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portal.building.choices import is_taken
from portal.building.compiling import ready
from portal.building.counting import WHOLE, Measure
from portal.building.models import ModelVersion
from portal.configurator.engine.searching import NO
from portal.configurator.model import Pick
from portal.demand.baskets import Pair
from portal.demand.counts import Tally, tally
from portal.demand.names import Names
from portal.demand.rows import Rows, What, count_of, rows_of
from portal.figures import Share
from portal.web.spans import Span

MOST_PAIRS = 20


@dataclass(frozen=True)
class OptionLine:
    """One option: how often it was chosen, asked for in vain, and taken out for another."""

    pick: Pick
    group: str
    label: str
    chosen: int
    asked: int
    refused: int
    gave_way: int
    ordered: int


@dataclass(frozen=True)
class Stop:
    """A group, and how many stopped after it."""

    group: str
    label: str
    count: int


@dataclass(frozen=True)
class RuleLine:
    rule_id: str
    because: str
    count: int


@dataclass(frozen=True)
class Together:
    """Two options that were bought together; `is_asked_for`: a rule sees to it."""

    pair: Pair
    one: str
    other: str
    is_asked_for: bool


@dataclass(frozen=True)
class Analysis:
    """`versions` are those that are looked at, newest first."""

    versions: Sequence[ModelVersion]
    span: Span
    basket: What = What.ORDERS

    @cached_property
    def names(self) -> Names:
        return Names(self.versions)

    @cached_property
    def now(self) -> Tally:
        return tally(self.versions, self.span)

    @cached_property
    def before(self) -> Tally:
        return tally(self.versions, self.span.before)

    @cached_property
    def baskets(self) -> Rows:
        return rows_of(self.basket, self.versions, self.span)

    def rows(self, what: What) -> int:
        return self.baskets.of if what is self.basket else count_of(what, self.versions, self.span)

    def rows_before(self, what: What) -> int:
        return count_of(what, self.versions, self.span.before)

    @property
    def went_on(self) -> Share:
        """Of those who began to choose, who saved."""
        began = self.now.times(Measure.BEGAN)
        return Share(min(self.now.times(Measure.SAVED), began), began)

    @cached_property
    def options(self) -> list[OptionLine]:
        of = {
            measure: self.now.picks(measure)
            for measure in (Measure.CHOSEN, Measure.ASKED, Measure.REFUSED, Measure.GAVE_WAY)
        }
        having = self.baskets.having
        known = list(self.names.options)
        more = {pick for found in (*of.values(), having) for pick in found} - set(known)
        return [
            OptionLine(
                pick=pick,
                group=self.names.group(pick.group),
                label=self.names.option(pick),
                chosen=of[Measure.CHOSEN][pick],
                asked=of[Measure.ASKED][pick],
                refused=of[Measure.REFUSED][pick],
                gave_way=of[Measure.GAVE_WAY][pick],
                ordered=having[pick],
            )
            for pick in (*known, *sorted(filter(is_taken, more)))
        ]

    @property
    def by_group(self) -> list[tuple[str, list[OptionLine]]]:
        """The options under their groups, in the order of the page."""
        found: dict[str, list[OptionLine]] = {}
        for line in self.options:
            found.setdefault(line.pick.group, []).append(line)
        return [(lines[0].group, lines) for lines in found.values()]

    def most(self, what: str, limit: int = 10) -> list[OptionLine]:
        found = sorted(self.options, key=lambda line: -getattr(line, what))
        return [line for line in found if getattr(line, what)][:limit]

    @cached_property
    def stops(self) -> list[Stop]:
        """In the order of the page, so that one sees where it becomes long."""
        stopped = self.now.stopped
        order = {group: place for place, group in enumerate(self.names.groups)}
        groups = sorted((g for g in stopped if g), key=lambda g: (order.get(g, len(order)), g))
        return [Stop(group, self._stopped_at(group), stopped[group]) for group in groups]

    def _stopped_at(self, group: str) -> str:
        return "A whole build" if group == WHOLE else self.names.group(group)

    @property
    def looked_only(self) -> int:
        """Opened the page and chose nothing."""
        return self.now.stopped.get("", 0)

    @cached_property
    def rules(self) -> list[RuleLine]:
        found = self.now.of(Measure.IN_THE_WAY).most_common()
        return [RuleLine(rule, self.names.because(rule), n) for rule, n in found if n > 0]

    @cached_property
    def together(self) -> list[Together]:
        return [self._together(pair) for pair in self.baskets.together]

    @property
    def strongest(self) -> list[Together]:
        """What stands out, without what no rule leaves a choice about."""
        told = [self._together(p) for p in self.baskets.together[: 5 * MOST_PAIRS] if p.is_enough]
        free = [each for each in told if not each.is_asked_for and each.pair.lift > 1]
        return free[:MOST_PAIRS]

    def _together(self, pair: Pair) -> Together:
        return Together(
            pair,
            self.names.named(pair.one),
            self.names.named(pair.other),
            self._needs(pair.one, pair.other) or self._needs(pair.other, pair.one),
        )

    def _needs(self, one: Pick, other: Pick) -> bool:
        """Whether the newest version has no build with the one and without the other."""
        compiled = ready(self.versions[0]).compiled
        if one not in compiled.place_of or other not in compiled.place_of or not compiled.exact:
            return False
        if one not in self._domains:
            self._domains[one] = compiled.engine.domains(compiled.allowed((one,)))
        low, high = compiled.span(other)
        instead = [place for place in range(low, high) if place != compiled.place_of[other]]
        return bool((self._domains[one][instead] == NO).all())

    @cached_property
    def _domains(self) -> dict[Pick, np.ndarray]:
        """What is left to choose with each pick, asked once."""
        return {}
