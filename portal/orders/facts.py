"""What we know of somebody's orders."""

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.manifest import Fact
from portal.orders.models import Order
from portal.orders.policy import visible_to
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader

MOST_WARRANTIES = 10


def known(user: User) -> list[Fact]:
    """How many orders, and until when the latest products are under warranty."""
    count = session.scalar(select(func.count()).select_from(Order).where(visible_to(user))) or 0
    orders = Fact(
        title=_("Orders"),
        value=str(count),
        source=_("From what you ordered with us"),
        used_for=_("Building, delivering and looking after what is yours; the books"),
        correct_url=url_for("orders.index") if count else None,
    )
    return [orders, *_warranties(user)]


def _warranties(user: User) -> list[Fact]:
    covered = (
        select(Order)
        .where(visible_to(user), Order.warranty_until.is_not(None))
        .order_by(Order.id.desc())
        .limit(MOST_WARRANTIES)
    )
    return [
        Fact(
            title=_("Warranty of %(product)s", product=order.product),
            value=_("Until %(day)s", day=dated(order.warranty_until, reader(), clock.now())),
            source=_("From order %(number)s", number=order.number),
            used_for=_("Repairing it at our cost while it lasts"),
            correct_url=url_for("orders.show", number=order.number),
        )
        for order in session.scalars(covered)
    ]
