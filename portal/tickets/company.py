"""The company whose desk this is: its zone, and what it promises now."""

from datetime import datetime

from portal import clock
from portal.customers.models import Customer
from portal.deadlines.values import Promise
from portal.orders.models import Order
from portal.promises.calendars import house_zone as zone
from portal.promises.terms import Situation, terms_for
from portal.tickets.clocks import minute, terms_of
from portal.tickets.models import TicketKind

__all__ = ["first_answer_by", "next_answer_by", "zone"]


def first_answer_by(
    kind: TicketKind, *, customer: Customer | None = None, order: Order | None = None
) -> datetime:
    """When a concern raised now has its first answer."""
    return _by(Promise.FIRST_ANSWER, kind, customer, order)


def next_answer_by(
    kind: TicketKind = TicketKind.QUESTION,
    *,
    customer: Customer | None = None,
    order: Order | None = None,
) -> datetime:
    """When what somebody says now has its answer, once the talk is under way."""
    return _by(Promise.NEXT_ANSWER, kind, customer, order)


def _by(
    promise: Promise, kind: TicketKind, customer: Customer | None, order: Order | None
) -> datetime:
    terms = (
        terms_of(kind, customer=customer, order=order)
        if customer
        else terms_for(Situation(kind=kind, product=order.product if order else None))
    )
    length = terms.targets.of(promise)
    assert length is not None, f"the standard promises every {promise}"
    return terms.calendar.after(minute(clock.now()), length)
