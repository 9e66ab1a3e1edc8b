"""Questions about customers."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, tuple_
from sqlalchemy.orm import selectinload

from portal.customers.models import ContactPoint, Customer
from portal.customers.phones import reached_at
from portal.customers.policy import visible_to

PAGE = 50
MOST_WORDS = 6


def customer_for(user: Any, number: str) -> Select[tuple[Customer]]:
    """The customer of that number, if this person may see them."""
    return (
        select(Customer)
        .options(selectinload(Customer.contact_points))
        .where(Customer.id == Customer.id_of(number), visible_to(user))
    )


@dataclass(frozen=True, kw_only=True)
class CustomerList:
    """Customers by name, searched by number, name, address and telephone, from `after` on, which is
    a number."""

    reader: Any
    text: str = ""
    after: str = ""

    def select(self) -> Select[tuple[Customer]]:
        """Up to PAGE + 1 customers: the one too many says that there is a next page."""
        query = (
            select(Customer)
            .options(selectinload(Customer.contact_points))
            .where(visible_to(self.reader), self._found())
            .order_by(Customer.name, Customer.id)
            .limit(PAGE + 1)
        )
        if self.after:
            last = select(Customer.name, Customer.id).where(
                Customer.id == Customer.id_of(self.after)
            )
            query = query.where(tuple_(Customer.name, Customer.id) > last.scalar_subquery())
        return query

    def _found(self) -> ColumnElement[bool]:
        called = and_(true(), *map(_is_called, self.text.split()[:MOST_WORDS]))
        return or_(called, reached_at(self.text)) if self.text else called


def _is_called(word: str) -> ColumnElement[bool]:
    reached = select(ContactPoint.customer_id).where(
        ContactPoint.address_key.contains(word.lower(), autoescape=True)
    )
    return or_(
        Customer.id == Customer.id_of(word),
        Customer.name.icontains(word, autoescape=True),
        Customer.id.in_(reached),
    )
