"""The customer's own orders, and the products they became."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import clock
from portal.access import CUSTOMERS, STAFF, get_or_404, me, open_to
from portal.manifest import Panel, domains
from portal.orders import lists, progress, queries, stages
from portal.orders.course import course_of
from portal.orders.first_use import first_use_of, first_uses_of
from portal.orders.models import Order
from portal.orders.production_words import WAITS
from portal.web.listing import Listing
from portal.web.pages import reader
from portal.web.rendering import render
from portal.web.tables import Table, as_csv, as_print

bp = Blueprint("orders", __name__)


@bp.get("/orders")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    listing = lists.orders(me(), reader())
    return _taken_along(listing, lists.orders_table) or render(
        "orders/index.html", fragment="found", listing=listing, name_of=stages.name_of
    )


@bp.get("/products")
@open_to(CUSTOMERS)
def products() -> ResponseReturnValue:
    listing = lists.products(me(), reader())
    return _taken_along(listing, lists.products_table) or render(
        "orders/products.html",
        fragment="found",
        listing=listing,
        today=_today(),
        delivered_on=lists.delivered_on,
        in_use=first_uses_of(listing.rows),
    )


@bp.get("/orders/<number>")
@open_to(CUSTOMERS, STAFF)
def show(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    course = course_of(order)
    return render(
        "orders/show.html",
        order=order,
        course=course,
        why=WAITS[course.wait.reason] if course.wait else "",
        names=stages.names_of(order),
        reasons=WAITS,
        steps=progress.steps(order, _today(), reader().locale),
        is_late=progress.is_late(order, _today()),
        now=stages.now_of(order),
        today=_today(),
        delivered_on=lists.delivered_on(order),
        in_use=first_use_of(order),
        panels=list(_panels(order)),
    )


def _taken_along(
    listing: Listing, table_of: Callable[[Sequence[Order]], Table]
) -> ResponseReturnValue | None:
    """The list as a file or for paper, where the address asks for that."""
    asked = request.args.get("format")
    if asked == "csv":
        return as_csv(table_of(listing.every()))
    if asked == "print":
        return as_print(table_of(listing.every()), back=listing.url)
    return None


def _panels(order: Order) -> Iterator[tuple[Panel, Markup]]:
    """What other domains know of the order."""
    panels: list[Panel] = [panel for domain in domains() for panel in domain.panels_order]
    for panel in sorted(panels, key=lambda panel: panel.order):
        context: dict[str, Any] | None = panel.context(order)
        if context is not None:
            yield panel, Markup(render_template(panel.template, **context))


def _today() -> date:
    return clock.now().astimezone(reader().zone).date()
