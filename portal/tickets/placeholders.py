"""Placeholders in canned texts: ((customer.name)), or with a fallback ((order.product|your bike)).

They name one of a fixed set of facts and nothing else; there is nothing to run in them.
"""

import re
from collections.abc import Callable

from portal.accounts.models import User
from portal.tickets.models import Ticket

FOUND = re.compile(r"\(\((.{0,200}?)\)\)")
FACTS: dict[str, tuple[str, Callable[[Ticket, User], str]]] = {
    "customer.name": ("Name of who reads it", lambda ticket, me: _reader(ticket)),
    "customer.first_name": (
        "First name of who reads it",
        lambda ticket, me: _reader(ticket).partition(" ")[0],
    ),
    "customer.number": ("Customer number", lambda ticket, me: ticket.customer.number),
    "ticket.number": ("Number of the concern", lambda ticket, me: ticket.number),
    "ticket.subject": ("Its subject", lambda ticket, me: ticket.subject),
    "agent.name": ("Your name", lambda ticket, me: me.name),
    "agent.first_name": ("Your first name", lambda ticket, me: me.given_name),
    "order.number": (
        "Number of the order",
        lambda ticket, me: ticket.order.number if ticket.order else "",
    ),
    "order.product": (
        "What was ordered",
        lambda ticket, me: ticket.order.product if ticket.order else "",
    ),
}


def troubles(text: str) -> list[str]:
    """What is wrong with the placeholders of a text, in words for who writes it."""
    names = [_parts(found)[0] for found in FOUND.findall(text)]
    wrong = [f"There is no placeholder (({name}))" for name in names if name not in FACTS]
    rest = FOUND.sub("", text)
    if "((" in rest or "))" in rest:
        wrong.append("Close each placeholder: it begins with (( and ends with ))")
    return wrong


def fill(text: str, ticket: Ticket, me: User) -> str:
    """The text as it is said in this ticket. What is unknown shows its fallback, or a gap to fill
    that nobody overlooks."""

    def filled(found: re.Match[str]) -> str:
        name, fallback = _parts(found[1])
        if name not in FACTS:
            return found[0]
        return FACTS[name][1](ticket, me) or fallback or f"[{FACTS[name][0].lower()}?]"

    return FOUND.sub(filled, text)


def _parts(inside: str) -> tuple[str, str]:
    name, _, fallback = inside.partition("|")
    return name.strip(), fallback.strip()


def _reader(ticket: Ticket) -> str:
    return ticket.contact_point.name or ticket.customer.name
