"""Concerns on the customer's home page."""

from typing import Any

from flask import url_for
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.manifest import Turn
from portal.tickets import promises, queries
from portal.tickets.models import Ticket, TicketState

LATEST = 3


def concerns(user: User) -> dict[str, Any]:
    """The last said first, and the way to all of them."""
    found = session.scalars(queries.concerns_of(user).limit(LATEST)).all()
    shown = {"concerns": found, "status_of": promises.status_of}
    if not found:
        return shown
    return shown | {"more_url": url_for("tickets.index"), "more_text": "All concerns"}


def your_turn(user: User) -> Turn | None:
    """The longest waiting question of ours; None when nothing waits for them."""
    ticket = session.scalars(queries.waiting_for(user).limit(1)).first()
    if ticket is None:
        return None
    who = ticket.assignee.given_name if ticket.assignee else ""
    return Turn(
        title=f"{who or 'We'} asked you something",
        text=f"{ticket.subject}, {ticket.number}",
        action=f"Reply to {who}" if who else "Reply",
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
    return "We are on your concern." if count == 1 else f"We are on {count} of your concerns."
