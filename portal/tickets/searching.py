"""What somebody looks for at the desk, as a condition of the queue."""

from sqlalchemy import ColumnElement, or_, select

from portal.customers.models import ContactPoint, Customer
from portal.tickets.models import Ticket

t = Ticket.__table__.c
MOST_WORDS = 6


def matching(text: str) -> list[ColumnElement[bool]]:
    """Every word somewhere: as the number, in the subject, in the customer's name or address."""
    return [_says(word) for word in text.split()[:MOST_WORDS]]


def _says(word: str) -> ColumnElement[bool]:
    reached = select(ContactPoint.customer_id).where(
        ContactPoint.address_key.contains(word.lower(), autoescape=True)
    )
    if "@" in word:
        return t.customer_id.in_(reached)
    named = select(Customer.id).where(Customer.name.icontains(word, autoescape=True))
    return or_(
        t.id == Ticket.id_of(word),
        t.subject.icontains(word, autoescape=True),
        t.customer_id.in_(named.union_all(reached)),
    )
