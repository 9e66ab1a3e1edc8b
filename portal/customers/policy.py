"""Who sees customers: all staff, and each customer's own people."""

from typing import Any

from sqlalchemy import ColumnElement, true

from portal.customers.models import Customer


def visible_to(user: Any) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    return true() if user.is_staff else Customer.id == user.customer_id


def may_read(user: Any, customer: Customer) -> bool:
    return user.is_staff or user.customer_id == customer.id
