"""What the cells of a playbook come to: the report, as values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.figures import Share
from portal.followups import spec_reading
from portal.followups.enrolled_models import Arm
from portal.followups.models import Playbook, PlaybookVersion
from portal.followups.spec import Effect as AnswerEffect
from portal.followups.spec import Measure, Spec
from portal.outcomes import counting, funnel, keeping, warnings
from portal.outcomes.cells import BETWEEN
from portal.outcomes.counting import Cells
from portal.outcomes.effects import Effect, Spending, Sums
from portal.web.spans import Span

DAYS_A_WEEK, WEEKS_UP_TO, DAYS_A_MONTH = 7, 100, 28


@dataclass(frozen=True)
class Sum:
    """The numbers of one version or one period."""

    chosen: int
    sent: int
    delivered: int
    answered: int
    wrong: int
    solved: int

    @property
    def replied(self) -> Share:
        return Share(self.answered, self.delivered)


@dataclass(frozen=True)
class Said:
    """One of the answers."""

    code: str
    words: str
    share: Share
    opens_concern: bool


@dataclass(frozen=True)
class Report:
    playbook: Playbook
    spec: Spec
    periods: Sequence[Span]
    versions: Sequence[PlaybookVersion]
    version: PlaybookVersion | None
    """The one looked at; None: all of them together."""
    cells: Cells
    as_of: datetime | None
    """When its oldest part was counted; None: not all of it is yet."""
    is_large: bool

    @cached_property
    def totals(self) -> Mapping[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for (_, version, part, key), count in self.cells.items():
            if self.version is None or version == self.version.id:
                found.setdefault(part, Counter())[key] += count
        return found

    def of(self, part: str) -> Counter[str]:
        return self.totals.get(part, Counter())

    @cached_property
    def stages(self) -> list[funnel.Stage]:
        return funnel.stages(self.of("fate"), self.of("left out"))

    @cached_property
    def whole(self) -> Sum:
        return _sum(self.of("fate"), self.of("answer"), self.of("loop"))

    @property
    def is_being_counted(self) -> bool:
        return self.as_of is None

    @property
    def is_empty(self) -> bool:
        return not self.of("fate")

    @cached_property
    def answers(self) -> list[Said]:
        """All that could be answered, and whatever was in other versions."""
        counts, options = self.of("answer"), {each.code: each for each in self.spec.answers}
        whole = sum(counts.values())
        return [
            Said(
                code=code,
                words=options[code].says["en"] if code in options else code.capitalize(),
                share=Share(counts[code], whole),
                opens_concern=code in options and options[code].effect is AnswerEffect.OPEN_CONCERN,
            )
            for code in [*options, *sorted(counts.keys() - options.keys())]
        ]

    @property
    def topics(self) -> list[tuple[str, int]]:
        return self.of("topic").most_common(12)

    @property
    def concerns(self) -> int:
        return sum(self.of("loop").values())

    @cached_property
    def open_by(self) -> list[tuple[str, str, int]]:
        """Who looks after the concerns that are open: the key, the name, how many."""
        ids = {key: int(key.partition(BETWEEN)[2]) for key in self.of("loop") if key != "solved"}
        rows = session.execute(select(User.id, User.name).where(User.id.in_(ids.values())))
        names = {row.id: row.name for row in rows}
        found = [(key, names.get(one, "Nobody yet"), self.of("loop")[key])
                 for key, one in ids.items()]  # fmt: skip
        return sorted(found, key=lambda each: (-each[2], each[1]))

    def effect(self, part: str) -> Effect:
        """What those we meant to write to did, against those held back."""
        count, did = self.of("measured"), self.of(part)
        treat, held = Arm.TREAT.value, Arm.HOLDOUT.value
        return Effect(Share(did[treat], count[treat]), Share(did[held], count[held]))

    @property
    def primary(self) -> str:
        """What it is compared by: nobody who is held back can answer."""
        return "raised" if self.spec.measure is Measure.CONCERNS else "bought"

    @property
    def secondary(self) -> str:
        return "bought" if self.primary == "raised" else "raised"

    @cached_property
    def spending(self) -> Spending:
        return Spending(self._sums(Arm.TREAT.value), self._sums(Arm.HOLDOUT.value))

    def _sums(self, arm: str) -> Sums:
        return Sums(
            self.of("measured")[arm], self.of("spent")[arm], self.of("spent squared")[arm],
            self.of("bought")[arm],
        )  # fmt: skip

    @property
    def not_measured_yet(self) -> int:
        """Meant, but their window is not over, or they were counted with an earlier time."""
        fates = self.of("fate")
        return sum(fates.values()) - fates[funnel.LEFT_OUT] - sum(self.of("measured").values())

    @cached_property
    def options(self) -> list[warnings.Option]:
        split = {
            part: {tuple(key.split(BETWEEN, 1)): count for key, count in self.of(part).items()}
            for part in ("option", "option wrong")
        }
        whole, wrong = self.of("product"), self.of("product wrong")
        products = {name: (count, wrong[name]) for name, count in whole.items()}
        return warnings.options(split["option"], split["option wrong"], products)

    @cached_property
    def by_version(self) -> list[tuple[PlaybookVersion, Sum]]:
        return [(each, self._where(version=each.id)) for each in self.versions]

    @cached_property
    def by_period(self) -> list[tuple[Span, Sum]]:
        return [(each, self._where(which=at)) for at, each in enumerate(self.periods)]

    def _where(self, *, which: int | None = None, version: int | None = None) -> Sum:
        only = self.version.id if self.version and version is None else version
        parts: dict[str, Counter[str]] = {name: Counter() for name in ("fate", "answer", "loop")}
        for (period, of, part, key), count in self.cells.items():
            if part in parts and which in (None, period) and only in (None, of):
                parts[part][key] += count
        return _sum(parts["fate"], parts["answer"], parts["loop"])


def _sum(fates: Counter[str], answers: Counter[str], loop: Counter[str]) -> Sum:
    delivered = fates[funnel.ANSWERED] + fates[funnel.SILENT]
    return Sum(
        chosen=sum(fates.values()),
        sent=delivered + fates[funnel.CAME_BACK],
        delivered=delivered,
        answered=fates[funnel.ANSWERED],
        wrong=answers["wrong"],
        solved=loop["solved"],
    )


def report(playbook: Playbook, span: Span, version: PlaybookVersion | None) -> Report:
    """The report about everybody who was enrolled in these days."""
    periods = span.parts(DAYS_A_WEEK if span.days <= WEEKS_UP_TO else DAYS_A_MONTH)
    is_large = keeping.is_large(playbook, span)
    cells, as_of = (
        keeping.kept(playbook, periods)
        if is_large
        else (counting.cells_of(playbook, periods), clock.now())
    )
    newest = version or playbook.live_version or playbook.versions[-1]
    seen = {each[1] for each in cells}
    return Report(
        playbook=playbook,
        spec=spec_reading.read(newest.spec),
        periods=periods,
        versions=[each for each in playbook.versions if each.id in seen],
        version=version,
        cells=cells,
        as_of=as_of,
        is_large=is_large,
    )
