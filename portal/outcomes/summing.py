"""The tables by version and by period, each number with where it leads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.figures import Share
from portal.outcomes import funnel
from portal.outcomes.reporting import Report, Sum

DELIVERED = (funnel.ANSWERED, funnel.SILENT)
SENT = (*DELIVERED, funnel.CAME_BACK)
Link = Callable[..., str]


@dataclass(frozen=True)
class SumRow:
    name: str
    url: str
    """Where the numbers of this row alone are; empty where there is no such page."""
    cells: Sequence[tuple[str, int, str]]
    """What is counted, how many, and where they are."""
    share: Share


def by_version(report: Report, link: Link, here: Link) -> list[SumRow]:
    return [
        _row(f"Version {each.n}", here(version=str(each.n)), found, link, of=each)
        for each, found in report.by_version
    ]


def by_period(report: Report, link: Link) -> list[SumRow]:
    """The last first, as somebody reads it who looks every week."""
    rows = [
        _row(f"{span.first:%d %b} to {span.last:%d %b}", "", found, link, within=span)
        for span, found in report.by_period
    ]
    return rows[::-1]


def _row(name: str, url: str, found: Sum, link: Link, **only: object) -> SumRow:
    cells = [
        ("Chosen", found.chosen, link(**only)),
        ("Sent", found.sent, link("fate", SENT, **only)),
        ("Delivered", found.delivered, link("fate", DELIVERED, **only)),
        ("Answered", found.answered, link("fate", funnel.ANSWERED, **only)),
        ("Wrong", found.wrong, link("answer", "wrong", **only)),
        ("Solved", found.solved, link("loop", "solved", **only)),
    ]
    return SumRow(name, url, cells, found.replied)
