"""Who sees quotes: the people of the customer, and all staff, as with orders."""

from sqlalchemy import ColumnElement, true

from portal.access import DESK
from portal.accounts.models import User
from portal.quotes.models import Quote


def visible_to(user: User) -> ColumnElement[bool]:
    """The same rule as may_read, for the database. Every query for a person starts here."""
    return true() if user.is_staff else Quote.customer_id == user.customer_id


def may_read(user: User, quote: Quote) -> bool:
    return user.is_staff or (user.customer_id is not None and user.customer_id == quote.customer_id)


def may_answer(user: User, quote: Quote) -> bool:
    return not user.is_staff and may_read(user, quote)


def may_issue(user: User, quote: Quote) -> bool:
    return user.is_staff and user.role in DESK
