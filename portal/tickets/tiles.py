"""Concerns on the customer's home page, and on the page of an order."""

from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.access import me
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.manifest import Turn
from portal.orders.models import Order
from portal.tickets import queries, standing
from portal.tickets.models import Ticket, TicketState
from portal.web.languages import _, many

LATEST = 3


def concerns(user: User) -> dict[str, Any]:
    """The last said first, and the way to all of them."""
    found = session.scalars(queries.concerns_of(user).limit(LATEST)).all()
    shown = {"concerns": found, "status_of": standing.status_of}
    if not found:
        return shown
    return shown | {"more_url": url_for("tickets.index"), "more_text": _("All concerns")}


def about_order(order: Order) -> dict[str, Any] | None:
    """On an order's page: what its reader sees of the concerns about it."""
    about_it = queries.concerns_of(me()).where(Ticket.order_id == order.id)
    found = session.scalars(about_it.limit(LATEST + 1)).all()
    if not found:
        return None
    return {
        "concerns": found[:LATEST],
        "is_more": len(found) > LATEST,
        "number": order.number,
        "status_of": standing.status_of,
    }


def contact(user: User) -> dict[str, Any]:
    """Who looks after what they raised last that is not solved; without one, the desk."""
    latest = (
        queries.concerns_of(user)
        .options(joinedload(Ticket.assignee))
        .where(Ticket.assignee_id.is_not(None), Ticket.state != TicketState.SOLVED)
        .limit(1)
    )
    ticket = session.scalars(latest).first()
    if ticket is None:
        return {"person": None}
    return {"person": ticket.assignee, "subject": ticket.subject, "number": ticket.number}


def your_turn(user: User) -> Turn | None:
    """The longest waiting question of ours; None when nothing waits for them."""
    ticket = session.scalars(queries.waiting_for(user).limit(1)).first()
    if ticket is None:
        return None
    who = ticket.assignee.given_name if ticket.assignee else ""
    return Turn(
        title=_("%(who)s asked you something", who=who) if who else _("We asked you something"),
        text=f"{ticket.subject}, {ticket.number}",
        action=_("Reply to %(who)s", who=who) if who else _("Reply"),
        url=url_for("tickets.show", number=ticket.number, _anchor="reply"),
    )


def status(user: User) -> str | None:
    """How many concerns are with us."""
    with_us = (
        queries.concerns_of(user)
        .order_by(None)
        .where(Ticket.state.in_([TicketState.NEW, TicketState.OPEN]))
    )
    count = session.scalar(
        select(func.count()).select_from(with_us.with_only_columns(Ticket.id).subquery())
    )
    if not count:
        return None
    return many("We are on your concern.", "We are on %(num)s of your concerns.", count)


def holding(customer: Customer) -> str | None:
    count = session.scalar(
        select(func.count()).select_from(Ticket).where(Ticket.customer_id == customer.id)
    )
    return many("%(num)s concern", "%(num)s concerns", count) if count else None
