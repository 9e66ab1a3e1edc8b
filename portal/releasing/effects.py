"""What publishing a draft would do: every saved build and open quote is tried in it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select

from portal.building.compiling import Ready, ready
from portal.building.drafts import published_of
from portal.building.fitting import kept
from portal.building.models import Build, ModelVersion, VersionState
from portal.building.wording import named, why
from portal.configurator import completing
from portal.configurator.answers import Choices
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild
from portal.configurator.model import Pick
from portal.database import as_json, session
from portal.quotes.models import Quote, QuoteState
from portal.quotes.queries import is_open

MOST_TRIED = 20_000
"""So many of the latest builds are tried; where there are more, the page says so."""
MOST_NAMED = 100


class Becomes(StrEnum):
    SAME = "same"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    SLOWER = "slower"
    CLASH = "clash"
    """Every option is there, and they do not go together any more."""
    GONE = "gone"
    """It has an option that the draft does not have."""


@dataclass
class Named:
    """One build or quote that would be affected."""

    name: str
    becomes: str
    why: str
    more: int = 0


@dataclass
class Tried:
    """All builds, or all quotes, after they were tried."""

    of: int = 0
    becomes: Counter[str] = field(default_factory=Counter)
    named: list[Named] = field(default_factory=list)

    @property
    def affected(self) -> int:
        return self.of - self.becomes[Becomes.SAME]


@dataclass
class Effect:
    builds: Tried
    quotes: Tried
    is_cut: bool = False
    is_tried: bool = True
    """False where the draft is such that nothing can be tried in it."""

    @classmethod
    def untried(cls) -> "Effect":
        return cls(Tried(), Tried(), is_tried=False)

    def written(self) -> dict[str, Any]:
        builds, quotes = (
            {"of": each.of, "becomes": dict(each.becomes), "named": [*map(asdict, each.named)]}
            for each in (self.builds, self.quotes)
        )
        told = {"is_cut": self.is_cut, "is_tried": self.is_tried}
        return {"builds": builds, "quotes": quotes, **told}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Effect":
        tried = _tried(kept["builds"]), _tried(kept["quotes"])
        return cls(*tried, kept["is_cut"], kept.get("is_tried", True))


def _tried(kept: dict[str, Any]) -> Tried:
    those = [Named(**each) for each in kept["named"]]
    return Tried(kept["of"], Counter(kept["becomes"]), those)


def look(draft: ModelVersion) -> Effect:
    """Try all of them. Takes as long as compiling the draft takes, and a moment for each build."""
    published = published_of(draft.model.slug)
    trial = Trial(ready(draft), ready(published) if published else None)
    builds, is_cut = _builds(draft)
    effect = Effect(Tried(), Tried(), is_cut)
    for name, picks in builds:
        trial.count(effect.builds, name, picks)
    for name, picks in _quotes(draft):
        trial.count(effect.quotes, name, picks)
    return effect


class Trial:
    """What becomes of choices when the one version takes the place of the other. The same choices
    are tried once, however many have made them."""

    def __init__(self, new: Ready, old: Ready | None) -> None:
        self.new, self.old = new, old
        self._known: dict[str, Named] = {}

    def count(self, tried: Tried, name: str, choices: dict[str, list[str]]) -> None:
        found = self.of(choices)
        tried.of += 1
        tried.becomes[found.becomes] += 1
        if found.becomes != Becomes.SAME and len(tried.named) < MOST_NAMED:
            if found.becomes == Becomes.CLASH and not found.why:
                found.why = _why(self.new, _choices(self.new, _picks(choices)))
            tried.named.append(Named(name, found.becomes, found.why, found.more))

    def of(self, choices: dict[str, list[str]]) -> Named:
        key = as_json(choices)
        if key not in self._known:
            self._known[key] = self._tried(choices)
        return self._known[key]

    def _tried(self, choices: dict[str, list[str]]) -> Named:
        picks = _picks(choices)
        before = self._made(self.old, picks) if self.old else None
        if isinstance(before, Named):
            return Named("", Becomes.SAME, "")  # it is so already: publishing changes nothing in it
        after = self._made(self.new, picks)
        if isinstance(after, Named):
            return after
        if before is None:
            return Named("", Becomes.SAME, "")
        more, later = after[0] - before[0], after[1] - before[1]
        if more:
            return Named("", Becomes.DEARER if more > 0 else Becomes.CHEAPER, "", more)
        if later > 0:
            return Named("", Becomes.SLOWER, f"{later} working days later")
        return Named("", Becomes.SAME, "")

    def _made(self, its: Ready, picks: list[Pick]) -> tuple[int, int] | Named:
        """Price and days, or that it cannot be; why it clashes is only asked of what is named."""
        gone = [pick for pick in picks if pick not in its.compiled.place_of]
        gone = [pick for pick in gone if not pick.option.startswith("!")]
        if gone:
            other = self.old if its is self.new and self.old else its
            return Named("", Becomes.GONE, ", ".join(_said(other, pick) for pick in gone))
        try:
            found = completing.cheapest(its.compiled, _choices(its, picks))
        except NoBuild:
            return Named("", Becomes.CLASH, "")
        except OutOfTime:
            return Named("", Becomes.CLASH, "could not be tried in time")
        return found.price.minor, found.days


def _picks(choices: dict[str, list[str]]) -> list[Pick]:
    return [Pick(group, option) for group, all_ in choices.items() for option in all_]


def _choices(its: Ready, picks: list[Pick]) -> Choices:
    """Those that the version knows."""
    compiled = its.compiled
    return compiled.choices(kept(tuple(each for each in picks if each in compiled.place_of)))


def _said(its: Ready, pick: Pick) -> str:
    return (
        named(its.model, pick) if pick in its.compiled.place_of else f"{pick.group} {pick.option}"
    )


def _why(its: Ready, choices: Iterable[Pick]) -> str:
    before: list[Pick] = []
    with suppress(OutOfTime):
        for pick in choices:
            if not its.compiled.possible((*before, pick)):
                conflict = its.reasons.why_not(tuple(before), pick)
                return why(conflict) if conflict else ""
            before.append(pick)
    return ""


def _builds(draft: ModelVersion) -> tuple[Iterator[tuple[str, dict[str, list[str]]]], bool]:
    found = session.execute(
        select(Build.code, Build.choices)
        .join(Build.version)
        .where(ModelVersion.model_id == draft.model_id)
        .order_by(Build.id.desc())
        .limit(MOST_TRIED + 1)
    ).all()
    return ((row.code, row.choices) for row in found[:MOST_TRIED]), len(found) > MOST_TRIED


def _quotes(draft: ModelVersion) -> Iterator[tuple[str, dict[str, list[str]]]]:
    found = session.execute(
        select(Quote.id, Quote.picks)
        .join(Quote.version)
        .where(
            ModelVersion.model_id == draft.model_id,
            ModelVersion.state != VersionState.DRAFT,
            or_(Quote.state == QuoteState.ASKED, is_open()),
        )
        .order_by(Quote.id.desc())
        .limit(MOST_TRIED)
    )
    return ((Quote.number_of(row.id), row.picks) for row in found)
