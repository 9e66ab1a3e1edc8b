"""A desk with two departments, and concerns as people write them."""

import pytest

from portal.database import atomic, session
from portal.departments.models import Department
from portal.tickets.models import Origin, TicketKind
from portal.tickets.queries import contact_point_of
from portal.tickets.raising import raise_concern

BRAKES = [
    "The front brake squeals", "My chain is broken", "The gear slips on the hill",
    "The brake lever is loose", "A spoke is broken in the wheel", "The chain jumps off",
    "The battery stopped working", "The wheel wobbles", "The saddle creaks",
]  # fmt: skip
INVOICES = [
    "The invoice has the wrong address", "I was charged twice", "Where is my refund",
    "Please send the invoice again", "My card payment failed", "The refund did not arrive",
    "The amount on the invoice is wrong", "Can I pay by bank transfer", "VAT is missing",
]  # fmt: skip


@pytest.fixture(autouse=True)
def new_worker(request):
    """What a worker holds in memory is of the database of the test before."""
    if "app" in request.fixturenames:
        extensions = request.getfixturevalue("app").extensions
        for name in ("portal_learned", "portal_similar"):
            extensions.pop(name, None)


@pytest.fixture
def workshop(app):
    return department("Workshop", "Repairs of brakes, gears, chain and wheels that broke.")


@pytest.fixture
def billing(app):
    return department("Billing", "Invoices, payments, refunds and card charges.")


@atomic()
def department(name, purpose):
    made = Department(name=name, name_key=name.casefold(), purpose=purpose)
    session.add(made)
    return made


def raised(ana, text, *, subject=None, origin=Origin.MAIL, kind=TicketKind.QUESTION):
    return raise_concern(
        kind=kind, subject=subject or text, body=text, customer=ana.customer,
        contact_point=contact_point_of(ana), by=ana, origin=origin, confirmed=True,
    )  # fmt: skip
