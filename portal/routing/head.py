"""The department in the head of a concern at the desk, and handing it over there."""

from typing import Any

from flask import request

from portal.partners.queries import has_partners
from portal.tickets import desk_choices
from portal.tickets.desk import asked, in_address
from portal.tickets.models import Ticket


def department(ticket: Ticket) -> dict[str, Any] | None:
    """Nothing where the company has neither departments nor partners."""
    departments, partners = desk_choices.in_house(), has_partners()
    if not departments and not partners and ticket.department_id is None:
        return None
    return {
        "ticket": ticket,
        "departments": departments,
        "has_partners": partners,
        "kept": in_address(asked()) if request.args else "",
    }
