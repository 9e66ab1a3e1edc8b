"""Opened, begun and saved over time, as the page draws them. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.building.counting import Measure
from portal.figures import round_up
from portal.web.spans import Span

WIDTH, HEIGHT = 640, 150
MOST_LABELS = 10


@dataclass(frozen=True)
class Column:
    """What happened in some days, and how high its two columns stand."""

    span: Span
    opened: int
    began: int
    saved: int
    x: float
    width: float
    began_height: float
    saved_height: float
    is_labelled: bool


@dataclass(frozen=True)
class Flow:
    columns: Sequence[Column]
    top: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def lines(self) -> list[tuple[int, float]]:
        return [(n, HEIGHT - HEIGHT * n / self.top) for n in (0, self.top // 2, self.top)]


def flow(spans: Sequence[Span], days: Mapping[date, Counter[str]]) -> Flow:
    sums = [_sum(span, days) for span in spans]
    top = round_up(max((max(n[Measure.BEGAN], n[Measure.SAVED]) for n in sums), default=0))
    step = WIDTH / max(1, len(spans))
    every = -(-len(spans) // MOST_LABELS)
    return Flow(
        [
            Column(
                span=span,
                opened=n[Measure.OPENED],
                began=n[Measure.BEGAN],
                saved=n[Measure.SAVED],
                x=step * at + step * 0.14,
                width=step * 0.34,
                began_height=HEIGHT * n[Measure.BEGAN] / top,
                saved_height=HEIGHT * n[Measure.SAVED] / top,
                is_labelled=(len(spans) - 1 - at) % every == 0,
            )
            for at, (span, n) in enumerate(zip(spans, sums, strict=True))
        ],
        top,
    )


def _sum(span: Span, days: Mapping[date, Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for day, found in days.items():
        if span.first <= day <= span.last:
            total.update(found)
    return total
