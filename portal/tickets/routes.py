"""The customer's side: their concerns, raising one, and the talk in each."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.datastructures import CombinedMultiDict

from portal import clock
from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.tickets import (
    conversation,
    drafting,
    policy,
    promises,
    queries,
    resolution,
    sharing,
)
from portal.tickets.forms import ReplyForm
from portal.tickets.models import Draft, Ticket
from portal.tickets.saying import SentOtherwise
from portal.tickets.thread import thread_of
from portal.web import formatting
from portal.web.pages import reader
from portal.web.rendering import render, wants_fragment

bp = Blueprint("tickets", __name__, url_prefix="/concerns")
LONGEST_SEARCH = 100
SHOWN = ("all", "open", "solved")
"""What the list may be narrowed to."""


@bp.get("")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    show = request.args.get("show", "all")
    text = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    concerns = queries.ConcernList(
        user=me(),
        show=show if show in SHOWN else "all",
        text=text,
        before=request.args.get("before", ""),
        after=request.args.get("after", ""),
    )
    found, is_newer, is_older = concerns.page()
    return render(
        "tickets/index.html",
        concerns=found,
        newer=found[0].number if found and is_newer else None,
        older=found[-1].number if found and is_older else None,
        show=concerns.show,
        text=text,
        status_of=promises.status_of,
    )


@bp.get("/<number>")
@open_to(CUSTOMERS)
def show(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    draft = drafting.draft_of(me(), f"reply-{ticket.number}")
    return _page(ticket, ReplyForm(data=draft.fields if draft else None), draft=draft)


@bp.post("/<number>/replies")
@open_to(CUSTOMERS)
def reply(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_reply, ticket)
    form = ReplyForm(CombinedMultiDict([request.form, request.files]))
    if not form.validate():
        return _page(ticket, form, status=422)
    try:
        conversation.reply(
            ticket, body=form.body.data, by=me(), files=form.uploads, once=form.once.data
        )
    except SentOtherwise:
        form.sent_otherwise()
        return _page(ticket, form, status=422)
    drafting.discard(me(), f"reply-{ticket.number}")
    if wants_fragment():
        return _page(ticket, ReplyForm(formdata=None), said="Reply sent")
    return redirect(url_for(".show", number=ticket.number, _anchor="reply"), 303)


@bp.post("/<number>/solve")
@open_to(CUSTOMERS)
def solve(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    resolution.solve(ticket, by=me())
    undo = url_for(".reopen", number=ticket.number)
    flash({"text": "Marked as solved", "url": undo, "action": "Undo"})
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/reopen")
@open_to(CUSTOMERS)
def reopen(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_reply, ticket)
    resolution.reopen(ticket, by=me())
    flash("Open again")
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/share")
@open_to(CUSTOMERS)
def share(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share, ticket)
    for colleague in _named(queries.may_be_shown_to(ticket)):
        sharing.share(ticket, to=colleague, by=me())
        flash(f"{colleague.name} sees this now")
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/stop-sharing")
@open_to(CUSTOMERS)
def stop_sharing(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share, ticket)
    for colleague in _named([viewer.user for viewer in ticket.viewers]):
        sharing.stop_sharing(ticket, to=colleague, by=me())
        flash(f"{colleague.name} no longer sees this")
    return redirect(url_for(".show", number=ticket.number), 303)


def _named(people: list[Any]) -> list[Any]:
    """Whom the form names, if it is one of these."""
    return [person for person in people if str(person.id) == request.form.get("user")]


def _page(
    ticket: Ticket,
    form: ReplyForm,
    *,
    draft: Draft | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    now = clock.now()
    return render(
        "tickets/show.html",
        fragment="conversation",
        status=status,
        ticket=ticket,
        form=form,
        status_of=promises.status_of,
        thread=thread_of(ticket, me()),
        steps=promises.what_next(
            ticket, now=now, say=lambda at: formatting.local(at, reader(), now)
        ),
        readers=queries.readers_of(ticket),
        shareable=queries.may_be_shown_to(ticket) if policy.may_share(me(), ticket) else [],
        draft=draft,
        said=said,
        is_part=wants_fragment(),
    )
