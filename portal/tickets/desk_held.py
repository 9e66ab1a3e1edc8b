"""Answers that have not left: taking them back, sending them now. And who is at the ticket."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, Role, get_or_404, me, open_to, require
from portal.history.looking import looked_at
from portal.tickets import held_rows, holding, policy, presence
from portal.tickets.composing_models import HeldAnswer
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import here
from portal.tickets.desk_thread import thread_of
from portal.tickets.models import Ticket
from portal.web.rendering import render, wants_fragment

GONE = "Too late: that answer has left, or was taken back already"


@bp.post("/tickets/<number>/held/<int(max=2147483647):held_id>/take-back")
@open_to(DESK)
def take_back(number: str, held_id: int) -> ResponseReturnValue:
    """Undo sending: words and files are in the composer again."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    try:
        holding.take_back(_theirs(ticket, held_id), by=me())
    except holding.LeftAlready:
        flash(GONE, "bad")
    else:
        flash("Not sent. Your answer is below again")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/held/<int(max=2147483647):held_id>/send")
@open_to(DESK)
def send_now(number: str, held_id: int) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    try:
        holding.send_now(_theirs(ticket, held_id), by=me())
    except holding.LeftAlready:
        flash(GONE, "bad")
    else:
        flash(f"Sent, {ticket.number}")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/presence")
@open_to(DESK)
def be_present(number: str) -> ResponseReturnValue:
    """An open page says so now and then, and is told who else is there."""
    ticket = ticket_here(number)
    presence.touch(ticket, by=me(), is_typing=False)
    if not wants_fragment():
        return redirect(here(ticket), 303)
    present = presence.others_at(ticket, me=me())
    return render("tickets/desk/_presence.html", ticket=ticket, present=present)


@bp.get("/tickets/<number>/print")
@open_to(DESK)
def on_paper(number: str) -> ResponseReturnValue:
    """The whole talk on one plain page."""
    ticket = ticket_here(number)
    page = render("tickets/desk/print.html", ticket=ticket, thread=thread_of(ticket, me()))
    looked_at(ticket.customer_id, by=me())
    return page


def _theirs(ticket: Ticket, held_id: int) -> int:
    """The answer, if this person may decide about it: who wrote it, and who leads the desk. One
    that has left is not there any more, and that is said when it is touched."""
    held = select(HeldAnswer).where(HeldAnswer.id == held_id)
    found = held_rows.find(held_id)
    if found is None:
        return held_id
    if me().role not in (Role.LEAD, Role.ADMIN):
        held = held.where(HeldAnswer.author_id == me().id)
    return get_or_404(held.where(HeldAnswer.ticket_id == ticket.id)).id
