"""What visitors of the shop chose in the last weeks, counted as its pages count it."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.building import count_files, counting, gathering, saving
from portal.building import queries as models
from portal.building.compiling import ready
from portal.building.configuring import of_choices
from portal.building.fitting import kept
from portal.building.models import ModelVersion
from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.model import Group, Kind, Pick
from portal.configurator.repairing import repairs
from portal.database import session
from portal.demo.timeline import Step

DAYS = 28
A_DAY = {"tourer": 9, "harbour-15": 3, "carrier": 1}
LOOKS_ONLY, STAYS, FITS_IT, SAVES = 0.3, 0.9, 0.6, 0.7


def steps(now: datetime) -> Iterator[Step]:
    """Each day's visits, added up in the evening."""
    rng = random.Random(1968)
    for day in range(DAYS, 0, -1):
        yield Step(now - timedelta(days=day), _a_day, rng)


def _a_day(rng: random.Random) -> None:
    for slug, usual in A_DAY.items():
        version = session.scalars(models.offered_as(slug)).one()
        for _ in range(rng.randint(0, 2 * usual)):
            _Visitor(version, rng).come()
    gathering.add_up_what_was_counted()


class _Visitor:
    """Goes down the page, takes what is first or what is liked, and may not come to its end."""

    def __init__(self, version: ModelVersion, rng: random.Random) -> None:
        self.version, self.rng = version, rng
        self.compiled: Compiled = ready(version).compiled
        self.reasons = ready(version).reasons
        self.choices: Choices = ()
        self.last: str | None = None

    def come(self) -> None:
        self._step(None)
        if self.rng.random() < LOOKS_ONLY:
            return
        for group in self.compiled.model.groups:
            if self.rng.random() > STAYS:
                return
            if group.kind is not Kind.MULTI or self.rng.random() < 0.3:
                self._step(self._liked(group))
        made = of_choices(ready(self.version), self.choices)
        if self.rng.random() < SAVES and made.choices:
            saving.save(self.version, made, by=None)
            self._keep(counting.saved(self.compiled.model, self.last or ""))

    def _liked(self, group: Group) -> Pick:
        """The first options are liked best."""
        place = min(int(self.rng.expovariate(1.1)), len(group.offered) - 1)
        return Pick(group.id, group.offered[place].id)

    def _step(self, pick: Pick | None) -> None:
        taken = counting.Steps(self.compiled.model, self.choices, self.last)
        if pick is not None:
            self._choose(taken, pick)
        self.last = taken.last
        self._keep(taken.counts)

    def _choose(self, taken: counting.Steps, pick: Pick) -> None:
        own = self.compiled.lowered.value_of[pick][0]
        others = (p for p in self.choices if self.compiled.lowered.value_of[p][0] != own)
        wanted = self.compiled.choices([*others, pick])
        if self.compiled.possible(wanted):
            taken.chose(wanted)
            self.choices = wanted
            return
        if self.rng.random() > FITS_IT:
            return
        ways = repairs(self.compiled, self.choices, pick, limit=1)
        now = kept(ways[0].choices) if ways else None
        taken.asked(pick, self.choices, now, self.reasons.why_not(self.choices, pick))
        self.choices = now or self.choices

    def _keep(self, counts: counting.Counts) -> None:
        if counts:
            count_files.add(counting.folder(), counting.written(self.version.id, counts))
