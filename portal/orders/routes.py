"""The customer's own orders."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, STAFF, get_or_404, me, open_to
from portal.database import session
from portal.orders import progress, queries, words
from portal.web.pages import reader
from portal.web.rendering import render

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    return render(
        "orders/index.html", orders=session.scalars(queries.orders_of(me())).all(), words=words
    )


@bp.get("/<number>")
@open_to(CUSTOMERS, STAFF)
def show(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    today = clock.now().astimezone(reader().zone).date()
    return render(
        "orders/show.html",
        order=order,
        steps=progress.steps(order, today, reader().locale),
        is_late=progress.is_late(order, today),
        now=words.NOW[order.stage],
    )
