"""The builds, quotes and orders behind the numbers: what was really saved, asked for and bought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from portal.building.choices import is_taken
from portal.building.models import Build, ModelVersion
from portal.configurator.model import Pick
from portal.database import session
from portal.demand.baskets import Pair, pairs
from portal.orders.models import Order
from portal.quotes.models import OrderedBuild, Quote
from portal.web.spans import Span

MOST_READ = 5_000
"""So many of the latest are looked into; where there are more, the page says so."""


class What(StrEnum):
    BUILDS = "builds"
    QUOTES = "quotes"
    ORDERS = "orders"


@dataclass(frozen=True)
class Row:
    """One thing that was saved, quoted or ordered, with all that it has."""

    id: int
    name: str
    at: datetime
    version_n: int
    picks: frozenset[Pick]
    minor: int
    currency: str


@dataclass(frozen=True)
class Rows:
    """All of one kind in these days, the latest first."""

    what: What
    of: int
    rows: Sequence[Row]

    @property
    def is_cut(self) -> bool:
        return self.of > len(self.rows)

    @cached_property
    def having(self) -> Counter[Pick]:
        return Counter(pick for row in self.rows for pick in row.picks)

    @cached_property
    def together(self) -> list[Pair]:
        return pairs([row.picks for row in self.rows])

    def those_with(self, *picks: Pick) -> list[Row]:
        return [row for row in self.rows if row.picks.issuperset(picks)]


def rows_of(what: What, versions: Sequence[ModelVersion], span: Span) -> Rows:
    found = _select(what, [each.id for each in versions], span)
    numbers = {each.id: each.n for each in versions}
    return Rows(
        what,
        count_of(what, versions, span),
        [
            Row(
                id=row.id,
                name=_name(what, row),
                at=row.at,
                version_n=numbers[row.version_id],
                picks=_taken(row.picks),
                minor=row.minor,
                currency=row.currency,
            )
            for row in session.execute(found.limit(MOST_READ))
        ],
    )


def count_of(what: What, versions: Sequence[ModelVersion], span: Span) -> int:
    found = _select(what, [each.id for each in versions], span).order_by(None)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _select(what: What, version_ids: list[int], span: Span) -> Select[Any]:
    match what:
        case What.BUILDS:
            made = Build
            found = select(Build.id, Build.code.label("name"), Build.created_at.label("at"),
                           Build.version_id, Build.choices.label("picks"),
                           Build.price_minor.label("minor"), Build.currency)  # fmt: skip
            at = Build.created_at
        case What.QUOTES:
            made = Quote
            found = select(Quote.id, Quote.asked_at.label("at"), Quote.version_id, Quote.picks,
                           (Quote.unit_minor * Quote.quantity - Quote.discount_minor)
                           .label("minor"), Quote.currency)  # fmt: skip
            at = Quote.asked_at
        case What.ORDERS:
            made = OrderedBuild
            found = _ordered()
            at = Order.placed_at
    return found.where(
        made.version_id.in_(version_ids), at >= span.begins, at < span.ends
    ).order_by(at.desc(), made.id.desc())


def _ordered() -> Select[Any]:
    """Of each order that stands, what it was made of last."""
    later = aliased(OrderedBuild)
    is_latest = ~(
        select(later.id)
        .where(and_(later.order_id == OrderedBuild.order_id, later.n > OrderedBuild.n))
        .exists()
    )
    return (
        select(OrderedBuild.order_id.label("id"), Order.placed_at.label("at"),
               OrderedBuild.version_id, OrderedBuild.picks, Order.price_minor.label("minor"),
               Order.currency)
        .join(OrderedBuild.order)
        .where(Order.cancelled_at.is_(None), is_latest)
    )  # fmt: skip


def _name(what: What, row: Any) -> str:
    match what:
        case What.BUILDS:
            return row.name
        case What.QUOTES:
            return Quote.number_of(row.id)
        case What.ORDERS:
            return Order.number_of(row.id)


def _taken(kept: dict[str, list[str]]) -> frozenset[Pick]:
    found = (Pick(group, option) for group, options in kept.items() for option in options)
    return frozenset(pick for pick in found if is_taken(pick))
