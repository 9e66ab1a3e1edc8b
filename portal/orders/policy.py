"""Who sees which orders: the people of the customer, and all staff."""

from sqlalchemy import ColumnElement, true

from portal.accounts.models import User
from portal.orders.models import Order


def visible_to(user: User) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    return true() if user.is_staff else Order.customer_id == user.customer_id


def may_read(user: User, order: Order) -> bool:
    return user.is_staff or (user.customer_id is not None and user.customer_id == order.customer_id)
