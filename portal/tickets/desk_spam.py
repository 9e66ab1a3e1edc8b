"""Spam at the desk: calling it that, taking it back, and blocking who sends it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to, require
from portal.tickets import policy, spam
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_acts import act_on
from portal.tickets.desk_talk import following, here
from portal.tickets.models import Ticket
from portal.tickets.spam_models import BlockedSender
from portal.web.rendering import render


@bp.post("/tickets/<number>/spam")
@open_to(DESK)
def mark_spam(number: str) -> ResponseReturnValue:
    """Call it spam, and perhaps block its sender; then the next of the view."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    if request.form.get("do") == "block":
        return _block(ticket)
    then = following(ticket)
    act_on(ticket, lambda it: spam.mark(it, by=me()), f"{ticket.number} is spam")
    return redirect(then, 303)


@bp.post("/tickets/<number>/not-spam")
@open_to(DESK)
def not_spam(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    act_on(ticket, lambda it: spam.unmark(it, by=me()), f"{ticket.number} is not spam")
    return redirect(here(ticket), 303)


@bp.get("/blocked")
@open_to(DESK)
def blocked() -> ResponseReturnValue:
    return render("tickets/desk/blocked.html", blocked=spam.blocked_senders())


@bp.post("/blocked/<int(max=2147483647):contact_point_id>/let-in")
@open_to(DESK)
def let_in(contact_point_id: int) -> ResponseReturnValue:
    kept = select(BlockedSender).where(BlockedSender.contact_point_id == contact_point_id)
    found = get_or_404(kept)
    address = found.contact_point.address
    spam.let_in(found, by=me())
    flash(f"Mail from {address} reaches us again")
    return redirect(url_for(".blocked"), 303)


def _block(ticket: Ticket) -> ResponseReturnValue:
    then = following(ticket)
    address = ticket.contact_point.address
    try:
        act_on(
            ticket,
            lambda it: spam.block(it, by=me()),
            f"{ticket.number} is spam, and {address} is blocked",
        )
    except spam.CannotBlock:
        flash(f"{address} signs in here: talk to them instead. Nothing was changed", "bad")
        return redirect(here(ticket), 303)
    return redirect(then, 303)
