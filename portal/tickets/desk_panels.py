"""Tickets on the customer's page at the desk, for who answers them."""

from typing import Any

from flask import url_for

from portal.access import DESK, me
from portal.customers.models import Customer
from portal.tickets import desk_queries
from portal.tickets.desk_forms import STATES
from portal.tickets.models import Ticket


def tickets(customer: Customer) -> dict[str, Any] | None:
    if me().role not in DESK:
        return None
    return {"tickets": desk_queries.tickets_of(customer), "states": STATES}


def page_of(user: Any, ticket_id: int) -> str | None:
    """Where staff read the ticket; None for who does not."""
    if user.role not in DESK:
        return None
    return url_for("desk.show", number=Ticket.number_of(ticket_id))
