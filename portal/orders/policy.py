"""Who sees which orders: the people of the customer, and all staff."""

from sqlalchemy import ColumnElement, true

from portal.access import DESK
from portal.accounts.models import User
from portal.orders.models import Order


def visible_to(user: User) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    return true() if user.is_staff else Order.customer_id == user.customer_id


def may_read(user: User, order: Order) -> bool:
    return user.is_staff or (user.customer_id is not None and user.customer_id == order.customer_id)


def may_answer(user: User, order: Order) -> bool:
    """Agree to a later day, change or cancel: whose order it is."""
    return not user.is_staff and may_read(user, order)


def may_tell_of_use(user: User, order: Order) -> bool:
    """Say since when it is in use: whose it is, and the desk for them."""
    return may_read(user, order) and (not user.is_staff or user.role in DESK)


def may_produce(user: User, order: Order) -> bool:
    """Move it on, let it wait, plan its days."""
    return user.is_staff and user.role in DESK
