"""The customer beside their concern: what whoever answers has to know before they answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.access import me
from portal.database import session
from portal.history import queries as history
from portal.history.events import KINDS
from portal.history.models import Entry
from portal.money import Money
from portal.orders import customer_stages
from portal.orders import queries as orders
from portal.orders.models import Order
from portal.tickets.models import Ticket, TicketState

MOST = 3


def customer(ticket: Ticket) -> dict[str, Any]:
    """What they bought and have on order, what else is open, and the last that happened."""
    bought = [
        order
        for order in session.scalars(orders.orders_of_customer(ticket.customer))
        if order.cancelled_at is None
    ]
    return {
        "customer": ticket.customer,
        "worth": _sums(bought),
        "bought": [order for order in bought if order.is_delivered][:MOST],
        "ordered": [order for order in bought if order.is_being_built][:MOST],
        "stage": customer_stages.TITLES[customer_stages.stage_of(bought)],
        "others": _others(ticket),
        "lately": _lately(ticket),
    }


def _sums(bought: Sequence[Order]) -> list[Money]:
    """One for each currency, the one most was paid in first."""
    sums: dict[str, int] = {}
    for order in bought:
        sums[order.currency] = sums.get(order.currency, 0) + order.price_minor
    return [Money(sums[each], each) for each in sorted(sums, key=lambda each: -sums[each])]


def _others(ticket: Ticket) -> Sequence[Ticket]:
    return session.scalars(
        select(Ticket)
        .where(
            Ticket.customer_id == ticket.customer_id,
            Ticket.id != ticket.id,
            Ticket.state != TicketState.SOLVED,
            Ticket.merged_into_id.is_(None),
        )
        .order_by(Ticket.last_word_at.desc(), Ticket.id.desc())
        .limit(MOST)
    ).all()


def _lately(ticket: Ticket) -> Sequence[Entry]:
    """Where they met us last, elsewhere than in this concern."""
    met = [kind for kind, event in KINDS.items() if not event.is_internal]
    latest = history.Timeline(reader=me(), customer=ticket.customer, kinds=met).select()
    elsewhere = Entry.about.is_distinct_from(ticket.about)
    return session.scalars(latest.where(elsewhere).limit(MOST)).all()
