"""The customer's side: their concerns, and the talk in each."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy import select
from werkzeug.datastructures import CombinedMultiDict

from portal import clock
from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.database import session
from portal.sharing import links
from portal.tickets import conversation, drafting, lists, policy, queries, resolution, standing
from portal.tickets.forms import LinkForm, ReplyForm
from portal.tickets.models import Draft, Ticket
from portal.tickets.saying import SentOtherwise
from portal.tickets.survivors import survivor_of
from portal.tickets.thread import thread_of
from portal.web import formatting
from portal.web.languages import _
from portal.web.pages import reader
from portal.web.panels import drawn
from portal.web.rendering import render, wants_fragment
from portal.web.tables import as_csv, as_print

bp = Blueprint("tickets", __name__, url_prefix="/concerns")
MOST_READERS = 12
"""Named one by one; the others are counted."""


@bp.get("")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    listing = lists.concerns(me())
    asked = request.args.get("format")
    if asked in ("csv", "print"):
        table = lists.table(listing.every(), reader())
        return as_csv(table) if asked == "csv" else as_print(table, back=listing.url)
    return render(
        "tickets/index.html", fragment="found", listing=listing, status_of=standing.status_of
    )


@bp.get("/<number>")
@open_to(CUSTOMERS)
def show(number: str) -> ResponseReturnValue:
    ticket = concern_here(number)
    if ticket.number != number:
        return redirect(url_for(".show", number=ticket.number), 303)
    draft = drafting.draft_of(me(), f"reply-{ticket.number}")
    return page(ticket, ReplyForm(data=draft.fields if draft else None), draft=draft)


@bp.post("/<number>/replies")
@open_to(CUSTOMERS)
def reply(number: str) -> ResponseReturnValue:
    ticket = concern_here(number)
    require(policy.may_reply, ticket)
    form = ReplyForm(CombinedMultiDict([request.form, request.files]))
    if not form.validate():
        return page(ticket, form, status=422)
    try:
        conversation.reply(
            ticket, body=form.body.data, by=me(), files=form.uploads, once=form.once.data
        )
    except SentOtherwise:
        form.sent_otherwise()
        return page(ticket, form, status=422)
    drafting.discard(me(), f"reply-{ticket.number}")
    if wants_fragment():
        return page(ticket, ReplyForm(formdata=None), said=_("Reply sent"))
    return redirect(url_for(".show", number=ticket.number, _anchor="reply"), 303)


@bp.post("/<number>/solve")
@open_to(CUSTOMERS)
def solve(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    resolution.solve(ticket, by=me())
    undo = url_for(".reopen", number=ticket.number)
    flash({"text": _("Marked as solved"), "url": undo, "action": _("Undo")})
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/reopen")
@open_to(CUSTOMERS)
def reopen(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_reply, ticket)
    resolution.reopen(ticket, by=me())
    flash(_("Open again"))
    return redirect(url_for(".show", number=ticket.number), 303)


def concern_here(number: str) -> Ticket:
    """The concern of that number, or the one it was merged into, for who may read that."""
    ticket = session.scalars(queries.ticket_for(me(), number)).one_or_none()
    if ticket is not None:
        return ticket
    merged = get_or_404(select(Ticket).where(Ticket.id == Ticket.id_of(number)))
    return get_or_404(queries.ticket_for(me(), survivor_of(merged).number))


def page(
    ticket: Ticket,
    form: ReplyForm | None = None,
    *,
    link_form: LinkForm | None = None,
    made_link: str = "",
    fragment: str = "conversation",
    draft: Draft | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    """The concern's page; a part of it for htmx."""
    now = clock.now()
    return render(
        "tickets/show.html",
        fragment=fragment,
        status=status,
        ticket=ticket,
        form=form or ReplyForm(formdata=None),
        link_form=link_form or LinkForm(formdata=None),
        made_link=made_link,
        links=links.live(ticket.about),
        status_of=standing.status_of,
        thread=thread_of(ticket, me()),
        steps=standing.what_next(
            ticket, now=now, say=lambda at: formatting.moment(at, reader(), now)
        ),
        readers=queries.readers_of(ticket),
        most_readers=MOST_READERS,
        shareable=queries.may_be_shown_to(ticket) if policy.may_share(me(), ticket) else [],
        draft=draft,
        panels=drawn("panels_concern", ticket),
        said=said,
        is_part=wants_fragment(),
    )
