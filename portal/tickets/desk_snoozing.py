"""Putting a concern off at the desk, bringing it back, and following it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import DESK, me, open_to, require
from portal.tickets import following, policy, snooze_times, snoozing
from portal.tickets.company import zone
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import following as next_place
from portal.tickets.desk_talk import here, pane
from portal.tickets.snooze_times import NoSuchTime
from portal.tickets.snoozing import CannotSnooze
from portal.web.forms import CONTROLS, LONE_SURROGATES, tidy

LONGEST_REASON = 200


@bp.post("/tickets/<number>/snooze")
@open_to(DESK)
def snooze(number: str) -> ResponseReturnValue:
    """Until a preset or a moment; then the next of the view."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    reason = " ".join(tidy(request.form.get("reason", "")).split())
    typed = request.form.get("until") or request.form.get("at", "")
    wakes = request.form.get("wakes", "reply") != "never"
    try:
        if (
            len(reason) > LONGEST_REASON
            or CONTROLS.search(reason)
            or LONE_SURROGATES.search(reason)
        ):
            raise NoSuchTime("Keep the reason to 200 characters on one line")
        until = snooze_times.moment(typed, clock.now(), zone())
        then = next_place(ticket)
        snoozing.snooze(ticket, until=until, by=me(), wakes_on_reply=wakes, reason=reason)
    except (NoSuchTime, CannotSnooze) as refusal:
        flash(str(refusal), "bad")
        return pane(ticket, status=422)
    text = f"{ticket.number} comes back {until.astimezone(zone()):%a %d %b, %H:%M}"
    flash({"text": text, "url": url_for("desk.wake", number=ticket.number), "action": "Undo"})
    return redirect(then, 303)


@bp.post("/tickets/<number>/wake")
@open_to(DESK)
def wake(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    snoozing.wake(ticket, by=me())
    flash(f"{ticket.number} is back in the queue")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/follow")
@open_to(DESK)
def follow(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    following.follow(ticket, by=me())
    undo = url_for("desk.unfollow", number=ticket.number)
    text = f"You hear of every word in {ticket.number}, and when it is solved"
    flash({"text": text, "url": undo, "action": "Undo"})
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/unfollow")
@open_to(DESK)
def unfollow(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    following.unfollow(ticket, by=me())
    flash(f"You no longer follow {ticket.number}")
    return redirect(here(ticket), 303)
