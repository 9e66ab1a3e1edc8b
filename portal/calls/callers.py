"""Who is on the line: found by number, name, address, concern or order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.customers.models import Customer
from portal.customers.phones import digits_of, phones_at
from portal.customers.queries import CustomerList, customer_for
from portal.database import session
from portal.orders.models import Order
from portal.tickets.models import Ticket
from portal.tickets.queries import ticket_for

MOST_FOUND = 6
MOST_ABOUT = 8


@dataclass
class Found:
    """A customer who may be on the line, why, and what the call may be about."""

    customer: Customer
    why: str = ""
    about: str = ""
    """The concern or order that was typed."""
    concerns: Sequence[Ticket] = ()
    orders: Sequence[Order] = field(default_factory=list)

    @property
    def address(self) -> str:
        points = self.customer.contact_points
        return points[0].address if points else ""


def look_up(text: str, *, reader: Any) -> list[Found]:
    """Whoever `text` may mean, the likeliest first, with their open concerns and orders."""
    found = _by_number(text, reader) or _by_phone(text) or _by_name(text, reader)
    for each in found:
        each.concerns = _open_concerns(each.customer)
        each.orders = _orders(each.customer)
    return found


def known(number: str, *, reader: Any) -> Found | None:
    """The customer of that number."""
    customer = session.scalars(customer_for(reader, number)).one_or_none()
    if customer is None:
        return None
    return Found(customer, "", "", _open_concerns(customer), _orders(customer))


def _by_number(text: str, reader: Any) -> list[Found]:
    """Whose the concern "C-2841" or the order "M-20007" is."""
    number = text.strip().upper()
    if number.startswith(Ticket.number_prefix):
        ticket = session.scalars(ticket_for(reader, number)).one_or_none()
        return [Found(ticket.customer, ticket.subject, ticket.number)] if ticket else []
    if number.startswith(Order.number_prefix):
        order = session.get(Order, Order.id_of(number))
        return [Found(order.customer, order.product, order.number)] if order else []
    return []


def _by_phone(text: str) -> list[Found]:
    seen: dict[int, Found] = {}
    for phone in phones_at(text):
        why = f"{phone.number} {phone.name}".strip()
        seen.setdefault(phone.customer_id, Found(phone.customer, why))
    return list(seen.values())[:MOST_FOUND]


def _by_name(text: str, reader: Any) -> list[Found]:
    if len(text.strip()) < 2 or (digits_of(text) and not text.strip().isdigit()):
        return []
    query = CustomerList(reader=reader, text=text).select().limit(MOST_FOUND)
    return [Found(customer) for customer in session.scalars(query)]


def _open_concerns(customer: Customer) -> Sequence[Ticket]:
    """The ones last spoken of first."""
    return session.scalars(
        select(Ticket)
        .where(Ticket.customer_id == customer.id, Ticket.merged_into_id.is_(None))
        .order_by(Ticket.last_word_at.desc(), Ticket.id.desc())
        .limit(MOST_ABOUT)
    ).all()


def _orders(customer: Customer) -> Sequence[Order]:
    return session.scalars(
        select(Order)
        .where(Order.customer_id == customer.id)
        .order_by(Order.id.desc())
        .limit(MOST_ABOUT)
    ).all()
