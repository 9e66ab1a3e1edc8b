"""Doing at the desk what can be undone, to one ticket, and undoing it."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, get_or_404, me, open_to, require
from portal.tickets import acts, policy, tagging
from portal.tickets.acts import Change
from portal.tickets.desk import asked, bp, in_address, ticket_here
from portal.tickets.desk_talk import here
from portal.tickets.models import Ticket
from portal.tickets.view_models import Act
from portal.web.rendering import render

NAMED = 5
"""So many numbers are told in one sentence."""


@bp.post("/undo/<int(max=2147483647):act_id>")
@open_to(DESK)
def undo(act_id: int) -> ResponseReturnValue:
    """Of one concern it leads back to that; of several, to the queue."""
    act = get_or_404(acts.undoable_by(me()).where(Act.id == act_id))
    _undo(act)
    only = acts.only_ticket_of(act)
    return redirect(back_to_queue() if only is None else here(only), 303)


@bp.post("/tickets/<number>/undo")
@open_to(DESK)
def undo_here(number: str) -> ResponseReturnValue:
    """Take back the last thing I did to this concern by itself."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    act = acts.last_on(ticket, by=me())
    if act is None:
        flash("There is nothing of yours to undo here", "warn")
    else:
        _undo(act)
    return redirect(here(ticket), 303)


@bp.get("/acts")
@open_to(DESK)
def recent_acts() -> ResponseReturnValue:
    return render("tickets/desk/acts.html", acts=acts.recent(me()))


@bp.post("/tickets/<number>/tags")
@open_to(DESK)
def tag(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    word = tagging.tag_of(request.form.get("tag", ""))
    if not word:
        flash("Write a tag", "bad")
    elif request.form.get("do") == "untag":
        act_on(ticket, untagged(word), f"{ticket.number} is no longer tagged {word}")
    else:
        act_on(ticket, tagged(word), f"{ticket.number} is tagged {word}")
    return redirect(here(ticket), 303)


def act_on(ticket: Ticket, change: Change, what: str) -> None:
    """Do it, say it, and offer to undo it."""
    act, _ = acts.do(change, [ticket.id], what=what, by=me())
    say_done(act, what)


def say_done(act: Act | None, what: str, tone: str = "message") -> None:
    if act is None:
        flash(what, tone)
    else:
        beside = in_address(asked()) if request.args else ""
        url = url_for("desk.undo", act_id=act.id) + beside
        flash({"text": what, "url": url, "action": "Undo"}, tone)


def tagged(word: str) -> Change:
    return lambda ticket: tagging.tag(ticket, word=word, by=me())


def untagged(word: str) -> Change:
    return lambda ticket: tagging.untag(ticket, word=word, by=me())


def back_to_queue() -> str:
    return url_for("desk.queue") + (in_address(asked()) if request.args else "")


def so_many(count: int) -> str:
    return f"{count:,} concern" if count == 1 else f"{count:,} concerns"


def some(numbers: Sequence[str]) -> str:
    more = len(numbers) - NAMED
    return ", ".join(numbers[:NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _undo(act: Act) -> None:
    undone = acts.undo(act, by=me())
    if undone.refused:
        flash(
            f"{so_many(undone.restored)} as before. Changed since, so left: {some(undone.refused)}",
            "warn",
        )
    elif undone.restored:
        flash(f"Undone: {act.what}")
    else:
        flash("That was undone before, or a day has gone by", "warn")
