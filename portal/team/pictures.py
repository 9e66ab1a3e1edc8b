"""Columns as the page draws them: where each stands and how high it is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.figures import round_up
from portal.web.spans import Span

WIDTH, HEIGHT = 640, 160
MOST_LABELS = 10


@dataclass(frozen=True)
class Pair:
    """Two columns beside each other for one span of days."""

    span: Span
    first: int
    second: int
    x: float
    width: float
    first_height: float
    second_height: float
    is_labelled: bool


@dataclass(frozen=True)
class Picture:
    pairs: Sequence[Pair]
    lines: Sequence[tuple[int, float]]
    """Where a line is drawn across, and the number beside it."""
    width: int = WIDTH
    height: int = HEIGHT


def columns(spans: Sequence[Span], values: Sequence[tuple[int, int]]) -> Picture:
    top = round_up(max((max(pair) for pair in values), default=0))
    step = WIDTH / max(1, len(spans))
    every = -(-len(spans) // MOST_LABELS)
    pairs = [
        Pair(
            span=span,
            first=first,
            second=second,
            x=step * at + step * 0.14,
            width=step * 0.34,
            first_height=HEIGHT * first / top,
            second_height=HEIGHT * second / top,
            is_labelled=(len(spans) - 1 - at) % every == 0,
        )
        for at, (span, (first, second)) in enumerate(zip(spans, values, strict=True))
    ]
    return Picture(pairs, [(value, HEIGHT - HEIGHT * value / top) for value in (0, top // 2, top)])


def spoken(length: timedelta | None) -> str:
    """ "12 min", "3 h 10", "2 days 4 h": as exact as anybody needs it."""
    if length is None:
        return "–"
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 10:
        return f"{hours} h {rest:02d}"
    hours = round(minutes / 60)
    if hours < 48:
        return f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} days {hours} h" if days < 7 else f"{days} days"
