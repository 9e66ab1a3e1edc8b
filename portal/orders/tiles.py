"""Orders on the pages above: the customer's home, and the customer's page at the desk."""

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.orders import progress, queries, words
from portal.orders.models import Order
from portal.web.languages import _, many
from portal.web.pages import reader

LATEST = 3


def being_built(user: User) -> dict[str, Any] | None:
    """The order that comes first, with its rail; None when nothing is being built."""
    orders = session.scalars(queries.being_built(user)).all()
    if not orders:
        return None
    first, today = orders[0], _today()
    return {
        "order": first,
        "others": orders[1 : LATEST + 1],
        "steps": progress.steps(first, today, reader().locale)[:-1],
        "is_late": progress.is_late(first, today),
        "now": words.NOW[first.stage],
        "more_url": url_for("orders.show", number=first.number),
        "more_text": _("Order details"),
    }


def bought(user: User) -> dict[str, Any] | None:
    """What was delivered to them; None when nothing was yet."""
    orders = session.scalars(queries.orders_of(user)).all()
    delivered = [order for order in orders if order.is_delivered]
    return {"orders": delivered[:LATEST]} if delivered else None


def status(user: User) -> str | None:
    order = session.scalars(queries.being_built(user)).first()
    return progress.status(order, _today()) if order else None


def holding(customer: Customer) -> str | None:
    count = session.scalar(
        select(func.count()).select_from(Order).where(Order.customer_id == customer.id)
    )
    return many("%(num)s order", "%(num)s orders", count) if count else None


def panel(customer: Customer) -> dict[str, Any]:
    orders = session.scalars(queries.orders_of_customer(customer)).all()
    return {"orders": orders, "words": words}


def _today() -> date:
    return clock.now().astimezone(reader().zone).date()
