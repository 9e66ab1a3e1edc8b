"""The customer's orders, and what they own, as lists to search, narrow, sort and take along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.orders import stages
from portal.orders.models import Order, ProductionStage
from portal.orders.queries import orders_seen_by
from portal.web.formatting import Reader
from portal.web.languages import _, lazy
from portal.web.listing import Choice, Listing, Sorting, View
from portal.web.tables import Table

MOST_PRODUCTS = 200
_is_delivered = and_(Order.stage == ProductionStage.DELIVERED, Order.cancelled_at.is_(None))
_is_being_built = and_(Order.stage != ProductionStage.DELIVERED, Order.cancelled_at.is_(None))
VIEWS = {
    "all": View(lazy("All")),
    "being-built": View(lazy("Being built"), _is_being_built),
    "delivered": View(lazy("Delivered"), _is_delivered),
    "cancelled": View(lazy("Cancelled"), Order.cancelled_at.is_not(None)),
}
SORTINGS = {
    "newest": Sorting(lazy("Newest first"), (Order.placed_at, Order.id)),
    "oldest": Sorting(lazy("Oldest first"), (Order.placed_at, Order.id), descending=False),
    "promised": Sorting(lazy("Promised first"), (Order.promised_on, Order.id), descending=False),
    "product": Sorting(lazy("By product"), (Order.product, Order.id), descending=False),
}


def orders(user: User, reader: Reader) -> Listing:
    return _listing(user, reader, VIEWS, ("newest", "oldest", "promised", "product"))


def products(user: User, reader: Reader) -> Listing:
    """What was delivered: every such order is a product they own."""
    today = clock.now().astimezone(reader.zone).date()
    views = {
        "all": View(lazy("All")),
        "warranty": View(lazy("Under warranty"), Order.warranty_until >= today),
        "ended": View(
            lazy("Warranty ended"),
            or_(Order.warranty_until < today, Order.warranty_until.is_(None)),
        ),
    }
    return _listing(user, reader, views, ("newest", "oldest", "product"), _is_delivered)


def orders_table(found: Sequence[Order]) -> Table:
    columns = [
        _("Order"), _("Product"), _("Build"), _("Status"), _("Ordered on"), _("Promised for"),
        _("Delivered on"), _("Warranty until"), _("Price with VAT"), _("Currency"),
    ]  # fmt: skip
    return Table(name="orders", title=_("Your orders"), columns=columns, rows=_rows(found))


def products_table(found: Sequence[Order]) -> Table:
    columns = [
        _("Order"), _("Product"), _("Build"), _("Delivered on"), _("Warranty until"),
    ]  # fmt: skip
    rows = [
        (each.number, each.product, each.build, delivered_on(each), each.warranty_until)
        for each in found
    ]
    return Table(name="products", title=_("Your products"), columns=columns, rows=rows)


def delivered_on(order: Order) -> date | None:
    done = (step.done_on for step in order.steps if step.stage is ProductionStage.DELIVERED)
    return next(done, None)


def _rows(found: Sequence[Order]) -> list[tuple[Any, ...]]:
    return [
        (
            each.number, each.product, each.build, _status(each), each.placed_at.date(),
            each.promised_on, delivered_on(each), each.warranty_until,
            f"{each.price_minor / 100:.2f}", each.currency,
        )
        for each in found
    ]  # fmt: skip


def _status(order: Order) -> str:
    return _("Cancelled") if order.cancelled_at else str(stages.name_of(order, order.stage))


@dataclass(frozen=True)
class Range:
    """Which products this person has, and the years their orders are from."""

    products: Sequence[str]
    years: Sequence[int]


def _listing(
    user: User,
    reader: Reader,
    views: Mapping[str, View],
    sortings: Sequence[str],
    *conditions: ColumnElement[bool],
) -> Listing:
    theirs = orders_seen_by(user).where(*conditions)
    there = _range(user, reader, conditions)
    return Listing(
        model=Order,
        visible=theirs,
        says=_says,
        views=views,
        sortings={name: SORTINGS[name] for name in sortings},
        choices=[
            Choice(
                "product",
                lazy("Product"),
                lazy("All products"),
                {name: name for name in there.products},
                lambda name: Order.product == name,
            ),
            Choice(
                "year",
                lazy("Year"),
                lazy("All years"),
                {str(year): str(year) for year in there.years},
                lambda year: _in_year(int(year), reader),
            ),
        ],
    )


def _range(user: User, reader: Reader, conditions: Sequence[ColumnElement[bool]]) -> Range:
    found = session.execute(
        orders_seen_by(user)
        .with_only_columns(Order.product, func.min(Order.placed_at), func.max(Order.placed_at))
        .where(*conditions)
        .group_by(Order.product)
        .order_by(Order.product)
        .limit(MOST_PRODUCTS)
    ).all()
    if not found:
        return Range([], [])
    first, last = (
        moment.astimezone(reader.zone).year
        for moment in (min(row[1] for row in found), max(row[2] for row in found))
    )
    return Range([row[0] for row in found], range(last, first - 1, -1))


def _in_year(year: int, reader: Reader) -> ColumnElement[bool]:
    begins, ends = (datetime(each, 1, 1, tzinfo=reader.zone) for each in (year, year + 1))
    return and_(Order.placed_at >= begins, Order.placed_at < ends)


def _says(word: str) -> ColumnElement[bool]:
    """As the number, or in the words of product and build."""
    return or_(
        Order.id == Order.id_of(word),
        Order.product.icontains(word, autoescape=True),
        Order.build.icontains(word, autoescape=True),
    )
