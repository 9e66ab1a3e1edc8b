"""Ordering a build: the order, what it was made of, what is due for it, and its confirmation."""

from typing import Any

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.building.compiling import ready
from portal.building.configuring import ready_on
from portal.building.models import Build, ModelVersion
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.messages.ledger import post
from portal.money import Money
from portal.orders.models import Order
from portal.orders.placing import place
from portal.orders.readers import readers_of
from portal.quotes import mails, paying
from portal.quotes.asking import SentOtherwise
from portal.quotes.figures import NotForSale, standing, version_at
from portal.quotes.models import OrderedBuild

LONGEST_BUILD = 250


class PriceChanged(Exception):
    """It costs or takes something else than the page showed."""


@atomic()
def order_now(build: Build, *, quantity: int, seen: str, once: str, by: User) -> Order:
    """Order the build at the list price, computed here. `seen` is the mark of what the page showed:
    PriceChanged where it is something else now. Two clicks (the same `once`) are one order; the
    same key for something else: SentOtherwise. Raises NotForSale and TooMuch.
    """
    customer = lock(session.get_one(Customer, by.customer_id))
    said = f"{build.code}×{quantity}"
    known = session.scalars(select(OrderedBuild).where(OrderedBuild.once == once)).one_or_none()
    if known:
        if known.once_said != said or known.order.customer_id != customer.id:
            raise SentOtherwise
        return known.order
    found = standing(build, quantity).figures
    if found is None:
        raise NotForSale(build.code)
    if found.mark != seen:
        raise PriceChanged(build.code)
    made_of = found.columns() | {"once": once, "once_said": said}
    return place_build(customer, found.made.model.name, made_of, by=by)


def place_build(
    customer: Customer, product: str, made_of: dict[str, Any], *, by: Actor | None
) -> Order:
    """Inside a verb that has locked what makes it happen once."""
    made = OrderedBuild(n=1, **made_of)
    made.discount_minor = made.discount_minor or 0
    order = place(
        customer=customer,
        product=product[:250],
        build=in_a_line(made.summary, made.quantity),
        price=made.total,
        promised_on=ready_on(made.days),
        own_stages=_stages_of(version_at(made.version_id)),
        by=by,
    )
    keep(made, order, by=by)
    payment = paying.ask(order, "order", order.price)
    for user in readers_of(order):
        post(mails.ordered(order, made, payment, user))
    return order


def keep(made: OrderedBuild, order: Order, *, by: Actor | None) -> None:
    made.order_id = order.id
    made.version_sha256 = version_at(made.version_id).sha256
    made.made_by_id, made.made_by = (by.id, by.name or "") if by else (None, "")
    made.made_at = clock.now()
    session.add(made)
    session.flush()


def _stages_of(version: ModelVersion) -> dict[str, Any] | None:
    """How the model calls its stages, for the order to keep. One that says no days has the usual
    ones."""
    stages = ready(version).model.stages
    return {
        each.id: {
            "label": each.label,
            "now": each.now,
            "days": each.days or None,
            "parts": dict(each.parts),
        }
        for each in stages
    } or None


def in_a_line(summary: str, quantity: int) -> str:
    """The build as the order's one line."""
    text = f"{quantity} × {summary}" if quantity > 1 else summary
    return text if len(text) <= LONGEST_BUILD else text[: LONGEST_BUILD - 1] + "…"


def builds_of(order: Order) -> list[OrderedBuild]:
    """What the order was made of, from the first agreement to the latest."""
    found = select(OrderedBuild).where(OrderedBuild.order_id == order.id).order_by(OrderedBuild.n)
    return list(session.scalars(found))


def latest_of(order: Order) -> OrderedBuild | None:
    found = select(OrderedBuild).where(OrderedBuild.order_id == order.id)
    return session.scalars(found.order_by(OrderedBuild.n.desc()).limit(1)).first()


def money_more(before: Money, after: Money) -> Money:
    return Money(after.minor - before.minor, after.currency)
