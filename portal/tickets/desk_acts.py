"""Doing at the desk what can be undone: to one ticket, to those picked, to all of a view."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, get_or_404, me, open_to, require
from portal.accounts.models import User
from portal.tickets import acts, desk_queries, policy, tagging, triage
from portal.tickets.acts import MOST_TICKETS, Change
from portal.tickets.desk import asked, bp, in_address, ticket_here
from portal.tickets.desk_forms import STATES
from portal.tickets.desk_talk import here
from portal.tickets.models import Priority, Ticket, TicketState
from portal.tickets.view_models import Act
from portal.web.rendering import render

NAMED = 5
"""So many numbers are told in one sentence."""


@bp.post("/bulk")
@open_to(DESK)
def bulk() -> ResponseReturnValue:
    """The same for every concern picked, or for all of the view as it stands now."""
    ids = _picked()
    wanted = _wanted()
    if wanted is None:
        flash("Choose what to do with them", "bad")
    elif not ids:
        flash("Pick a concern first", "bad")
    else:
        _do_to_all(ids, *wanted)
    return redirect(_queue(), 303)


@bp.post("/undo/<int(max=2147483647):act_id>")
@open_to(DESK)
def undo(act_id: int) -> ResponseReturnValue:
    act = get_or_404(acts.undoable_by(me()).where(Act.id == act_id))
    undone = acts.undo(act, by=me())
    if undone.refused:
        flash(
            f"{_many(undone.restored)} as before. Changed since, so left: {_some(undone.refused)}",
            "warn",
        )
    elif undone.restored:
        flash(f"Undone: {act.what}")
    else:
        flash("That was undone before, or a day has gone by", "warn")
    return redirect(_queue(), 303)


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
        act_on(ticket, _untagged(word), f"{ticket.number} is no longer tagged {word}")
    else:
        act_on(ticket, _tagged(word), f"{ticket.number} is tagged {word}")
    return redirect(here(ticket), 303)


def act_on(ticket: Ticket, change: Change, what: str) -> None:
    """Do it, say it, and offer to undo it."""
    act, _ = acts.do(change, [ticket.id], what=what, by=me())
    _say(act, what)


def _do_to_all(ids: list[int], change: Change, done: str) -> None:
    what = f"{_many(len(ids))} {done}"
    act, changed = acts.do(change, ids, what=what, by=me())
    same = len(ids) - changed
    _say(act, f"{_many(changed)} {done}" + (f", {same:,} stood so already" if same else ""))


def _say(act: Act | None, what: str) -> None:
    if act is None:
        flash(what)
    else:
        flash({"text": what, "url": url_for(".undo", act_id=act.id), "action": "Undo"})


def _picked() -> list[int]:
    if request.form.get("scope") == "all":
        return list(asked().ids(most=MOST_TICKETS))
    found = (Ticket.id_of(number) for number in request.form.getlist("pick")[:MOST_TICKETS])
    return [ticket_id for ticket_id in found if ticket_id]


def _wanted() -> tuple[Change, str] | None:
    """What to do, and how that is told; None where the form says nothing we know."""
    do, _, value = request.form.get("do", "").partition(":")
    word = tagging.tag_of(request.form.get("tag", ""))
    if do == "assign":
        return _assigned(value)
    if do == "priority" and value in Priority.__members__.values():
        level = Priority(value)
        return lambda ticket: triage.prioritise(ticket, priority=level, by=me()), f"set to {value}"
    if do == "state" and value in STATES:
        state = TicketState(value)
        return lambda ticket: triage.put(ticket, state=state, by=me()), f"put to {value}"
    if do in ("tag", "untag") and word:
        return (
            (_tagged(word), f"tagged {word}")
            if do == "tag"
            else (_untagged(word), f"without tag {word}")
        )
    return None


def _assigned(value: str) -> tuple[Change, str] | None:
    to = _colleague(value)
    if value and to is None:
        return None
    done = f"given to {to.name}" if to else "for anyone to take"
    return lambda ticket: triage.assign(ticket, to=to, by=me()), done


def _colleague(value: str) -> User | None:
    staff = {str(user.id) for user in desk_queries.desk_staff()}
    return get_or_404(desk_queries.member(int(value))) if value in staff else None


def _tagged(word: str) -> Change:
    return lambda ticket: tagging.tag(ticket, word=word, by=me())


def _untagged(word: str) -> Change:
    return lambda ticket: tagging.untag(ticket, word=word, by=me())


def _queue() -> str:
    return url_for(".queue") + (in_address(asked()) if request.args else "")


def _many(count: int) -> str:
    return f"{count:,} concern" if count == 1 else f"{count:,} concerns"


def _some(numbers: list[str]) -> str:
    more = len(numbers) - NAMED
    return ", ".join(numbers[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
