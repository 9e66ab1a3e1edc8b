"""Telephone numbers: what makes two spellings one number, and whose a number is.

Nobody says their number the same way twice: "+31 6 1234 5678", "0031612345678" and "06-12345678"
are one. An international number is kept with its plus; a national one is the end of it.
"""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, false, select
from sqlalchemy.orm import joinedload

from portal.customers.models import Customer, CustomerKind, Phone
from portal.database import atomic, lock, session
from portal.web.languages import language

FEWEST_DIGITS, MOST_DIGITS = 5, 18
TAIL = 7
MOST_FOUND = 8
_WRITTEN = re.compile(r"\+?[\d\s()./\-]+")


def digits_of(text: str) -> str | None:
    """The number as it is compared: "+31612345678", or "612345678" when it names no country; None
    for what is no number."""
    text = text.strip()
    if not (text.isascii() and _WRITTEN.fullmatch(text)):
        return None
    digits = re.sub(r"\D", "", text.replace("(0)", ""))
    is_international = text.startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return None
    return f"+{digits}" if is_international else digits


def are_the_same(one: str, other: str) -> bool:
    """Two numbers as compared. One that names no country may be the end of one that does."""
    if one.startswith("+") == other.startswith("+"):
        return one == other
    longer, shorter = (one, other) if one.startswith("+") else (other, one)
    return len(shorter) >= TAIL and longer.endswith(shorter)


def reached_at(text: str) -> ColumnElement[bool]:
    """Customers whose number ends like this one; nobody, for what is no number."""
    digits = digits_of(text)
    if digits is None:
        return false()
    return Customer.id.in_(select(Phone.customer_id).where(Phone.tail == digits[-TAIL:]))


def phones_of(customer: Customer) -> Sequence[Phone]:
    found = select(Phone).where(Phone.customer_id == customer.id).order_by(Phone.id)
    return session.scalars(found).all()


def phones_at(text: str) -> list[Phone]:
    """Everybody known to be reached at that number, who was written down last first."""
    digits = digits_of(text)
    if digits is None:
        return []
    found = session.scalars(
        select(Phone)
        .options(joinedload(Phone.customer).selectinload(Customer.contact_points))
        .where(Phone.tail == digits[-TAIL:])
        .order_by(Phone.id.desc())
        .limit(10 * MOST_FOUND)
    )
    return [phone for phone in found if are_the_same(phone.digits, digits)][:MOST_FOUND]


@atomic()
def keep_phone(customer: Customer, number: str, *, name: str = "") -> Phone | None:
    """Know the customer by this number from now on. The same number twice is one; None for what
    is no number."""
    digits = digits_of(number)
    if digits is None:
        return None
    lock(customer)
    for known in phones_of(customer):
        if are_the_same(known.digits, digits):
            return known
    phone = Phone(
        customer_id=customer.id,
        name=name[:250],
        number=number.strip()[:80],
        digits=digits,
        tail=digits[-TAIL:],
    )
    session.add(phone)
    session.flush()
    return phone


@atomic()
def stranger_who_rang(name: str, number: str) -> Customer:
    """Somebody we only know by voice: a customer without an address."""
    customer = Customer(name=name, kind=CustomerKind.PERSON, language=language().code)
    session.add(customer)
    session.flush()
    keep_phone(customer, number, name=name)
    return customer


@atomic()
def forget_phone(phone: Phone) -> None:
    session.execute(delete(Phone).where(Phone.id == phone.id))
    session.expunge(phone)
