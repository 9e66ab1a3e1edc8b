"""A ticket on the desk: the pane with its talk, and answering or noting in it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from portal.access import DESK, me, open_to, require
from portal.history.looking import looked_at
from portal.sharing import links
from portal.tickets import conversation, desk_queries, drafting, policy, queries
from portal.tickets.desk import asked, bp, in_address, listed, ticket_here
from portal.tickets.desk_forms import STATES, ComposerForm
from portal.tickets.desk_thread import thread_of
from portal.tickets.forms import KINDS
from portal.tickets.models import Priority, Ticket, TicketState
from portal.tickets.saying import SentOtherwise
from portal.web.forms import new_key
from portal.web.rendering import render, wants_fragment


@bp.get("/tickets/<number>")
@open_to(DESK)
def show(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    page = pane(ticket, composer=_composer_with_draft(ticket))
    looked_at(ticket.customer_id, by=me())
    return page


@bp.post("/tickets/<number>/replies")
@open_to(DESK)
def reply(number: str) -> ResponseReturnValue:
    """Answer the customer or leave a note; then the next ticket of the view they came from."""
    ticket = ticket_here(number)
    require(policy.may_reply, ticket)
    form = ComposerForm(CombinedMultiDict([request.form, request.files]))
    then = following(ticket)
    if not (form.validate() and _said(ticket, form)):
        return pane(ticket, composer=form, fragment="composer", status=422)
    drafting.discard(me(), _place(ticket))
    flash("Note added" if form.is_note else _what_was_sent(ticket))
    return _on_to(here(ticket) if form.is_note else then)


@bp.post("/tickets/<number>/draft")
@open_to(DESK)
def draft(number: str) -> ResponseReturnValue:
    drafting.save(me(), _place(ticket_here(number)), request.form)
    return "", 204


def pane(
    ticket: Ticket,
    *,
    composer: ComposerForm | None = None,
    fragment: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The three columns with the ticket open. What was typed and refused comes back as typed."""
    queue = asked()
    return render(
        "tickets/desk/ticket.html",
        fragment=fragment,
        status=status,
        list=listed(queue, open_id=ticket.id),
        kept=in_address(queue) if request.args else "",
        ticket=ticket,
        thread=thread_of(ticket, me()),
        form=composer or ComposerForm(None),
        staff=desk_queries.desk_staff(),
        states=STATES,
        priorities=Priority,
        kind_name=dict(KINDS)[ticket.kind],
        is_closed=queries.is_closed(ticket.contact_point),
        links=links.live(ticket.about),
    )


def _on_to(url: str) -> ResponseReturnValue:
    """The whole page, by htmx too: every column has changed."""
    if wants_fragment():
        return "", 204, {"HX-Redirect": url}
    return redirect(url, 303)


def _said(ticket: Ticket, form: ComposerForm) -> bool:
    """Say it; False when this form has said something else before."""
    body, files, once = form.body.data, form.uploads, form.once.data
    try:
        if form.is_note:
            conversation.note(ticket, body=body, by=me(), files=files, once=once)
        else:
            conversation.reply(ticket, body=body, by=me(), files=files, once=once, then=_then())
    except SentOtherwise:
        form.once.data = new_key()
        form.body.errors = ["This form was sent before with other words. Send these again"]
        return False
    return True


def _then() -> TicketState:
    solves = request.form.get("then") == "solve"
    return TicketState.SOLVED if solves else TicketState.WAITING


def _what_was_sent(ticket: Ticket) -> str:
    who = ticket.contact_point.name or ticket.customer.name
    if queries.is_closed(ticket.contact_point):
        return f"Kept in {ticket.number}. {who} has no access any more and gets no mail"
    return f"Sent to {who}, {ticket.number}"


def following(ticket: Ticket) -> str:
    """Where to go once this ticket is done: the next of the view. Who came otherwise stays."""
    queue = asked()
    if "view" not in request.args or queue.text:
        return here(ticket)
    number = queue.next_after(ticket)
    if number is None:
        return url_for(".queue") + in_address(queue)
    return url_for(".show", number=number) + in_address(queue)


def here(ticket: Ticket) -> str:
    """The ticket's own page, with the queue that stands beside it."""
    return url_for(".show", number=ticket.number) + (in_address(asked()) if request.args else "")


def _composer_with_draft(ticket: Ticket) -> ComposerForm:
    kept = drafting.draft_of(me(), _place(ticket))
    return ComposerForm(None, data=kept.fields if kept else None)


def _place(ticket: Ticket) -> str:
    return f"desk-{ticket.number}"
