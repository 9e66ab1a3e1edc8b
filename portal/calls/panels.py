"""Calls beside what they were about: for the desk with all that was said, for customers without."""

from typing import Any

from flask import url_for

from portal.access import DESK, me
from portal.calls import queries
from portal.calls.models import Call
from portal.customers.models import Customer
from portal.customers.phones import phones_of
from portal.orders.models import Order
from portal.tickets.models import Ticket


def ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "calls": queries.beside(me(), Call.ticket_id == ticket.id),
        "new_url": url_for("calls_desk.new", ticket=ticket.number),
        "phones": phones_of(ticket.customer),
    }


def customer(customer: Customer) -> dict[str, Any] | None:
    if me().role not in DESK:
        return None
    return {
        "calls": queries.beside(me(), Call.customer_id == customer.id),
        "new_url": url_for("calls_desk.new", customer=customer.number),
        "phones": phones_of(customer),
    }


def concern(ticket: Ticket) -> dict[str, Any] | None:
    return _for_them(Call.ticket_id == ticket.id)


def order(order: Order) -> dict[str, Any] | None:
    if me().is_staff and me().role not in DESK:
        return None
    return _for_them(Call.order_id == order.id)


def _for_them(which: Any) -> dict[str, Any] | None:
    calls = queries.beside(me(), which)
    return {"calls": calls} if calls else None
