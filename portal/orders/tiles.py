"""Orders on the pages above: the customer's home, and the customer's page at the desk."""

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.manifest import Turn
from portal.orders import delays, policy, progress, queries, stages, waiting
from portal.orders.models import Order
from portal.orders.production_models import Delay
from portal.orders.production_words import WAITS
from portal.web.formatting import dated
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
        "now": stages.now_of(first),
        "asked": delays.open_delay(first),
        "why": WAITS[wait.reason] if (wait := waiting.open_wait(first)) else "",
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


def delay_to_approve(user: User) -> Turn | None:
    """The first later day that waits for their consent."""
    found = (
        select(Delay, Order)
        .join(Order, Order.id == Delay.order_id)
        .where(
            policy.visible_to(user),
            Order.customer_id == user.customer_id,
            Order.cancelled_at.is_(None),
            Delay.ended_at.is_(None),
        )
        .order_by(Delay.answer_by, Delay.id)
        .limit(1)
    )
    row = session.execute(found).first()
    if row is None:
        return None
    delay, order = row
    now, who = clock.now(), reader()
    return Turn(
        title=_("Can your %(product)s come later?", product=order.product),
        text=_(
            "Order %(number)s: %(after)s instead of %(before)s. Answer by %(by)s",
            number=order.number,
            after=dated(delay.to_on, who, now),
            before=dated(delay.from_on, who, now),
            by=dated(delay.answer_by, who, now),
        ),
        action=_("Decide"),
        url=url_for("orders.delay", number=order.number),
        icon="calendar",
        urgency=20,
    )


def holding(customer: Customer) -> str | None:
    count = session.scalar(
        select(func.count()).select_from(Order).where(Order.customer_id == customer.id)
    )
    return many("%(num)s order", "%(num)s orders", count) if count else None


def panel(customer: Customer) -> dict[str, Any]:
    orders = session.scalars(queries.orders_of_customer(customer)).all()
    return {"orders": orders, "name_of": stages.name_of}


def _today() -> date:
    return clock.now().astimezone(reader().zone).date()
