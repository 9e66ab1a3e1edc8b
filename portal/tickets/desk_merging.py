"""Putting concerns of one customer together at the desk, taking them apart, and splitting one."""

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.tickets import desk_queries, merging, policy, queries, splitting
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import here
from portal.tickets.merge_models import MergeMove, TicketMerge
from portal.tickets.merging import CannotMerge
from portal.tickets.models import Ticket
from portal.tickets.saying import snippet_of
from portal.tickets.splitting import CannotSplit
from portal.tickets.survivors import survivor_of
from portal.web.forms import CONTROLS, LONE_SURROGATES, tidy
from portal.web.rendering import render

LONGEST_SUBJECT = 200


@bp.get("/tickets/<number>/merge")
@open_to(DESK)
def merge_form(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    return _page(ticket)


@bp.post("/tickets/<number>/merge")
@open_to(DESK)
def merge(number: str) -> ResponseReturnValue:
    """This one into `into`, or the ones in `ticket` into this one."""
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_triage, ticket)
    into = tidy(request.values.get("into", ""))
    try:
        if into:
            merged, survivor = [ticket], _same_customer(ticket, into)
        else:
            merged, survivor = _named(ticket), ticket
        survivor = merging.merge(merged, into=survivor, by=me())
    except CannotMerge as refusal:
        return _page(survivor_of(ticket), failed=str(refusal))
    numbers = " and ".join(each.number for each in merged)
    undo = url_for("desk.unmerge", number=survivor.number, ticket=[m.number for m in merged])
    is_one = len(merged) == 1
    text = f"{numbers} {'is' if is_one else 'are'} part of {survivor.number} now"
    flash({"text": text, "url": undo, "action": "Undo"})
    return redirect(here(survivor), 303)


@bp.post("/tickets/<number>/unmerge")
@open_to(DESK)
def unmerge(number: str) -> ResponseReturnValue:
    """Take this one out again; of a survivor the ones in `ticket`, or all, the last one first."""
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_triage, ticket)
    words = [int(each) for each in request.form.getlist("word") if _is_id(each)]
    named = request.values.getlist("ticket")
    out = [ticket] if ticket.is_merged else _parts(ticket, named)
    for each in out:
        merging.unmerge(each, by=me(), words=words)
    if out:
        flash(" and ".join(each.number for each in out) + " by itself again")
    return redirect(here(out[0] if len(out) == 1 and not named else ticket), 303)


@bp.post("/tickets/<number>/split")
@open_to(DESK)
def split(number: str) -> ResponseReturnValue:
    """Move the words in `word` into a new concern."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    subject = " ".join(tidy(request.form.get("subject", "")).split())
    if (
        len(subject) > LONGEST_SUBJECT
        or CONTROLS.search(subject)
        or LONE_SURROGATES.search(subject)
    ):
        return _page(ticket, failed="Keep the subject to 200 characters on one line")
    words = [int(each) for each in request.form.getlist("word") if _is_id(each)]
    try:
        begun = splitting.split(ticket, words=words, subject=subject, by=me())
    except CannotSplit as refusal:
        return _page(ticket, failed=str(refusal), subject=subject)
    undo = url_for("desk.merge", number=begun.number, into=ticket.number)
    flash({"text": f"{begun.number} goes on from {ticket.number}", "url": undo, "action": "Undo"})
    return redirect(here(begun), 303)


def _page(ticket: Ticket, *, failed: str = "", subject: str = "") -> ResponseReturnValue:
    merges = merging.merged_into(ticket)
    words = queries.words_in(ticket, me())
    brought = select(MergeMove.reply_id).where(MergeMove.merge_id.in_([m.id for m in merges]))
    came_with = set(session.scalars(brought))
    since = merges[0].merged_at if merges else None
    return render(
        "tickets/desk/merge.html",
        status=422 if failed else 200,
        ticket=ticket,
        others=[
            each
            for each in desk_queries.tickets_of(ticket.customer)
            if each.id != ticket.id and not each.is_merged
        ],
        merges=merges,
        words=words,
        said_since=[w for w in words if since and w.created_at >= since and w.id not in came_with],
        snippet_of=snippet_of,
        failed=failed,
        subject=subject,
        back=here(ticket),
    )


def _same_customer(ticket: Ticket, number: str) -> Ticket:
    """One answer for a number that is not known and for another customer's."""
    found = session.scalars(queries.ticket_for(me(), number)).one_or_none()
    if found is None or found.customer_id != ticket.customer_id:
        raise CannotMerge(f"There is no concern {number[:20]} of {ticket.customer.name}")
    return found


def _named(ticket: Ticket) -> list[Ticket]:
    numbers = list(dict.fromkeys(tidy(each) for each in request.values.getlist("ticket")))
    if not any(numbers):
        raise CannotMerge("Choose a concern, or write its number")
    if len(numbers) > merging.MOST_AT_ONCE:
        raise CannotMerge(f"Merge at most {merging.MOST_AT_ONCE} at once")
    return [_same_customer(ticket, number) for number in numbers]


def _parts(ticket: Ticket, named: Sequence[str]) -> list[Ticket]:
    """What was merged into this one, the last first, so that it stands as it did before."""
    merges: Sequence[TicketMerge] = merging.merged_into(ticket)
    ids = {Ticket.id_of(each) for each in named}
    parts = [merge.ticket for merge in reversed(merges) if not ids or merge.ticket_id in ids]
    if not parts and not merges:
        abort(404)
    return parts


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
