"""Questions about orders."""

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.orders.models import Order, ProductionStage
from portal.orders.policy import visible_to

MOST_SHOWN = 200


def order_for(user: User, number: str) -> Select[tuple[Order]]:
    """The order of that number, if this person may see it."""
    return (
        select(Order)
        .options(selectinload(Order.steps))
        .where(Order.id == Order.id_of(number), visible_to(user))
    )


def orders_seen_by(user: User) -> Select[tuple[Order]]:
    """What this person sees of their customer's orders, in no order yet."""
    return (
        select(Order)
        .options(selectinload(Order.steps))
        .where(visible_to(user), Order.customer_id == user.customer_id)
    )


def orders_of(user: User) -> Select[tuple[Order]]:
    """A customer's own orders, newest first."""
    return _of_customer(user.customer_id).where(visible_to(user))


def orders_of_customer(customer: Customer) -> Select[tuple[Order]]:
    return _of_customer(customer.id)


def being_built(user: User) -> Select[tuple[Order]]:
    """What is on its way to this person, nearest promise first."""
    return (
        select(Order)
        .options(selectinload(Order.steps))
        .where(
            visible_to(user),
            Order.customer_id == user.customer_id,
            Order.stage != ProductionStage.DELIVERED,
            Order.cancelled_at.is_(None),
        )
        .order_by(Order.promised_on, Order.id)
    )


def choices(customer_id: int | None) -> list[tuple[str, str]]:
    """For "which order is it about?": number and words, newest first."""
    orders = session.scalars(_of_customer(customer_id)).all()
    return [(order.number, f"{order.product}, {order.number}") for order in orders]


def _of_customer(customer_id: int | None) -> Select[tuple[Order]]:
    return (
        select(Order)
        .where(Order.customer_id == customer_id)
        .order_by(Order.id.desc())
        .limit(MOST_SHOWN)
    )
