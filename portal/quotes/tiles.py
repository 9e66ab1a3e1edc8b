"""Quotes on the pages above: the customer's home, an order's page, and the customer at the desk."""

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from portal import clock
from portal.access import DESK, me
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.manifest import Turn
from portal.orders.models import Order
from portal.quotes import ordering, paying, queries, refunding, words
from portal.quotes.models import Quote
from portal.quotes.window import may_change
from portal.web.formatting import dated
from portal.web.languages import _, many
from portal.web.pages import reader
from portal.web.remembering import remembered


def quote_to_accept(user: User) -> Turn | None:
    """The one that ends first."""
    quote = session.scalars(queries.to_accept(user).limit(1)).first()
    if quote is None:
        return None
    until = dated(quote.valid_until, reader(), clock.now())
    return Turn(
        title=_("Your quote for %(product)s is there", product=quote.product),
        text=_("%(number)s is valid until %(day)s", number=quote.number, day=until),
        action=_("Look at it"),
        url=url_for("quotes.show", number=quote.number),
        icon="file-text",
    )


def going_on(user: User) -> dict[str, Any] | None:
    quotes = session.scalars(queries.going_on(user)).all()
    if not quotes:
        return None
    return {
        "quotes": quotes,
        "status_of": words.status_of,
        "more_url": url_for("quotes.index"),
        "more_text": _("All quotes"),
    }


def build_of(order: Order) -> dict[str, Any] | None:
    """On an order's page: what it is made of, how that changed, what is due, what may change."""
    builds = ordering.builds_of(order)
    if not builds:
        return None
    return {
        "order": order,
        "made": builds[-1],
        "earlier": builds[:-1],
        "payments": paying.payments_of(order),
        "can_receive": me().is_staff and me().role in DESK,
        "can_change": not me().is_staff and may_change(order, builds[-1]),
        "quote_number": Quote.number_of(builds[-1].quote_id) if builds[-1].quote_id else None,
    }


def panel(customer: Customer) -> dict[str, Any]:
    quotes = session.scalars(queries.of_customer(customer)).all()
    return {"quotes": quotes, "status_of": words.status_of}


def holding(customer: Customer) -> str | None:
    count = session.scalar(
        select(func.count()).select_from(Quote).where(Quote.customer_id == customer.id)
    )
    return many("%(num)s quote", "%(num)s quotes", count) if count else None


def waiting(user: Any) -> int:
    """How many the desk has to issue, and how many refunds it has to send."""
    return _waiting()


@remembered(seconds=3)
def _waiting() -> int:
    found = select(Quote.id).where(Quote.state == "asked").limit(100).subquery()
    asked = session.scalar(select(func.count()).select_from(found)) or 0
    return asked + refunding.count_owed()
