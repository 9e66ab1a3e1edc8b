"""A ticket on the desk: the pane with its talk, and answering or noting in it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from portal.access import DESK, get_or_404, me, open_to, require
from portal.history.looking import looked_at
from portal.sharing import links
from portal.tickets import (
    desk_choices,
    desk_composer,
    desk_together,
    drafting,
    forecasts,
    macros,
    meanwhile,
    policy,
    presence,
    queries,
    spam,
    tagging,
)
from portal.tickets.cautions import Caution
from portal.tickets.composing_models import Macro
from portal.tickets.desk import asked, bp, in_address, listed, ticket_here, ticket_said_to
from portal.tickets.desk_composer import number_in
from portal.tickets.desk_forms import STATES, ComposerForm
from portal.tickets.desk_thread import thread_of
from portal.tickets.forms import KINDS
from portal.tickets.models import Priority, Ticket
from portal.web.panels import drawn
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
    ticket = ticket_said_to(number)
    require(policy.may_reply, ticket)
    form = ComposerForm(CombinedMultiDict([request.form, request.files]))
    if request.form.get("do") == "macro":
        return _with_macro(ticket, form)
    then = following(ticket)
    if not form.validate():
        return _refused(ticket, form, [])
    try:
        said = desk_composer.say(ticket, form)
    except desk_composer.Refused as refused:
        return _refused(ticket, form, refused.cautions)
    except meanwhile.WroteMeanwhile:
        return _overtaken(ticket, form)
    drafting.discard(me(), drafting.desk_place(ticket))
    presence.leave(ticket, by=me())
    flash(desk_composer.what_was_said(ticket, said))
    return _on_to(here(ticket) if form.is_note else then)


@bp.get("/tickets/<number>/skip")
@open_to(DESK)
def skip(number: str) -> ResponseReturnValue:
    """The next of the view, with this one left as it is."""
    return redirect(following(ticket_here(number)), 303)


@bp.post("/tickets/<number>/draft")
@open_to(DESK)
def draft(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    drafting.save(me(), drafting.desk_place(ticket), request.form)
    presence.touch(ticket, by=me(), is_typing=True)
    return "", 204


def pane(
    ticket: Ticket,
    *,
    composer: ComposerForm | None = None,
    fragment: str | None = None,
    status: int = 200,
    cautions: Sequence[Caution] = (),
    news: Sequence[Any] = (),
) -> ResponseReturnValue:
    """The three columns with the ticket open. What was typed and refused comes back as typed."""
    queue = asked()
    form = composer or ComposerForm(None)
    composing = desk_composer.composing(ticket, form, cautions, news)
    return render(
        "tickets/desk/ticket.html",
        fragment=fragment,
        status=status,
        list=listed(queue, open_id=ticket.id),
        kept=in_address(queue) if request.args else "",
        plays=queue.view.title if queue.plays else "",
        stop=url_for(".queue") + in_address(replace(queue, plays=False)),
        ticket=ticket,
        thread=thread_of(ticket, me()),
        form=form,
        composing=composing,
        staff=desk_choices.colleagues(),
        states=STATES,
        priorities=Priority,
        spam=spam.spam_of(ticket),
        may_block=spam.may_be_blocked(ticket.contact_point),
        is_blocked=spam.is_blocked(ticket.contact_point),
        is_foreseen=forecasts.is_foreseen(ticket),
        kind_name=dict(KINDS)[ticket.kind],
        kinds=dict(KINDS),
        is_closed=queries.is_closed(ticket.contact_point),
        links=links.live(ticket.about),
        tags=tagging.tags_of(ticket),
        together=desk_together.beside(ticket, me()),
        panels=lambda kind: drawn(kind, ticket),
    )


def _on_to(url: str) -> ResponseReturnValue:
    """The whole page, by htmx too: every column has changed."""
    if wants_fragment():
        return "", 204, {"HX-Redirect": url}
    return redirect(url, 303)


def _refused(
    ticket: Ticket, form: ComposerForm, cautions: Sequence[Caution]
) -> ResponseReturnValue:
    """Nothing left; what was typed is still there, and the files are."""
    desk_composer.keep_files(ticket, form)
    return pane(ticket, composer=form, fragment="composer", status=422, cautions=cautions)


def _overtaken(ticket: Ticket, form: ComposerForm) -> ResponseReturnValue:
    """Show what was written meanwhile, with the answer still in the composer."""
    desk_composer.keep_files(ticket, form)
    seen = meanwhile.Seen.read(form.seen.data)
    news = meanwhile.unseen(ticket, seen, by=me()) if seen else []
    form.seen.data = str(meanwhile.seen_in(ticket))
    return pane(ticket, composer=form, fragment="composer", status=409, news=news)


def _with_macro(ticket: Ticket, form: ComposerForm) -> ResponseReturnValue:
    """The canned text below what was typed, to be read before it is sent; a macro without words
    sets what it sets at once."""
    macro = get_or_404(macros.seen_by(me()).where(Macro.id == number_in("macro")))
    if not macro.body:
        macros.run(ticket, macro, by=me())
        flash(f"{macro.name} is done, {ticket.number}")
        return _on_to(here(ticket))
    desk_composer.fill_in(ticket, form, macro)
    return pane(ticket, composer=form, fragment="composer")


def following(ticket: Ticket) -> str:
    """Where to go once this ticket is done: the next of the view. Who came otherwise stays."""
    queue = asked()
    if "view" not in request.args or (queue.text and not queue.plays):
        return here(ticket)
    number = queue.next_after(ticket)
    if number is None:
        return url_for(".queue") + in_address(replace(queue, plays=False))
    return url_for(".show", number=number) + in_address(queue)


def here(ticket: Ticket) -> str:
    """The ticket's own page, with the queue that stands beside it."""
    return url_for("desk.show", number=ticket.number) + (
        in_address(asked()) if request.args else ""
    )


def _composer_with_draft(ticket: Ticket) -> ComposerForm:
    kept = drafting.draft_of(me(), drafting.desk_place(ticket))
    return ComposerForm(None, data=kept.fields if kept else None)
