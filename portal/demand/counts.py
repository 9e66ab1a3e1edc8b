"""What was counted on the configurator's pages, added up over days and versions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from portal.building.count_models import ChoiceCount
from portal.building.counting import Measure
from portal.building.models import ModelVersion
from portal.configurator.model import Pick
from portal.database import session
from portal.web.spans import Span


@dataclass
class Tally:
    """How often each thing was done."""

    found: dict[str, Counter[str]] = field(default_factory=dict)

    def of(self, measure: Measure) -> Counter[str]:
        return self.found.get(measure, Counter())

    def times(self, measure: Measure) -> int:
        return self.of(measure).total()

    def picks(self, measure: Measure) -> Counter[Pick]:
        return Counter({Pick(*subject.split(":", 1)): n for subject, n in self.of(measure).items()})

    @property
    def stopped(self) -> dict[str, int]:
        """Where people stopped, by group; "" before they chose anything. Going back in a browser
        and on another way counts the way back as well, so a group may come out below nothing."""
        return {group: n for group, n in self.of(Measure.LAST).items() if n > 0}


def tally(versions: Sequence[ModelVersion], span: Span) -> Tally:
    found: dict[str, Counter[str]] = {}
    rows = session.execute(
        select(ChoiceCount.measure, ChoiceCount.subject, func.sum(ChoiceCount.count))
        .where(
            ChoiceCount.version_id.in_([each.id for each in versions]),
            ChoiceCount.day.between(span.first, span.last),
        )
        .group_by(ChoiceCount.measure, ChoiceCount.subject)
    )
    for measure, subject, n in rows:
        found.setdefault(measure, Counter())[subject] = int(n)
    return Tally(found)


def by_day(versions: Sequence[ModelVersion], span: Span) -> dict[date, Counter[str]]:
    """For each day, what happened that is about no option: opened, began, saved."""
    found: dict[date, Counter[str]] = {}
    rows = session.execute(
        select(ChoiceCount.day, ChoiceCount.measure, func.sum(ChoiceCount.count))
        .where(
            ChoiceCount.version_id.in_([each.id for each in versions]),
            ChoiceCount.day.between(span.first, span.last),
            ChoiceCount.measure.in_((Measure.OPENED, Measure.BEGAN, Measure.SAVED)),
        )
        .group_by(ChoiceCount.day, ChoiceCount.measure)
    )
    for day, measure, n in rows:
        found.setdefault(day, Counter())[measure] = int(n)
    return found
