"""What we know of a customer: their number, organisation and addresses."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select

from portal import clock
from portal.customers.models import ContactPoint, Phone
from portal.database import session
from portal.manifest import Fact
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader


def known(user: Any) -> list[Fact]:
    """For this person alone: colleagues' addresses are not theirs to read here."""
    return [*_customer(user), *_addresses(user), *_phones(user)]


def _customer(user: Any) -> Iterator[Fact]:
    customer = user.customer
    since = dated(customer.created_at, reader(), clock.now())
    yield Fact(
        title=_("Customer number"),
        value=customer.number,
        source=_("We gave it to you on %(day)s", day=since),
        used_for=_("Finding you when you call or write"),
    )
    if customer.is_organisation:
        yield Fact(
            title=_("Organisation"),
            value=customer.name,
            source=_("From you or a colleague, since %(day)s", day=since),
            used_for=_("Showing you and your colleagues what you share"),
        )


def _addresses(user: Any) -> Iterator[Fact]:
    own = select(ContactPoint).where(
        ContactPoint.user_id == user.id, ContactPoint.customer_id == user.customer_id
    )
    for each in session.scalars(own.order_by(ContactPoint.id)):
        shown = dated(each.verified_at or each.created_at, reader(), clock.now())
        yield Fact(
            title=_("Address"),
            value=each.address,
            source=_("You confirmed it on %(day)s", day=shown)
            if each.is_verified
            else _("We heard of it on %(day)s; nobody confirmed it", day=shown),
            used_for=_("Signing you in, and sending what you choose above"),
            correct_url=url_for("accounts.profile"),
        )


def _phones(user: Any) -> Iterator[Fact]:
    """Of a person's own record; those of an organisation are not one person's."""
    if user.customer.is_organisation:
        return
    own = select(Phone).where(Phone.customer_id == user.customer_id).order_by(Phone.id)
    for each in session.scalars(own):
        shown = dated(each.created_at, reader(), clock.now())
        yield Fact(
            title=_("Telephone number"),
            value=each.number,
            source=_("We wrote it down during a call on %(day)s", day=shown),
            used_for=_("Knowing that it is you when you call"),
        )
