"""The ledger of one concern at the desk: what was promised, what counted, why it stands still."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to, require
from portal.promises import by_hand
from portal.promises.calendars import house_zone
from portal.tickets import clocks, pausing, policy
from portal.tickets.clock_models import PauseReason
from portal.tickets.desk import ticket_here
from portal.tickets.models import Ticket
from portal.tickets.pausing import CannotPause
from portal.timekeeping import telling
from portal.timekeeping.forms import PauseForm, PromiseForm, moment
from portal.timekeeping.promises_page import bp
from portal.web.rendering import render


@bp.get("/tickets/<number>/clock")
@open_to(DESK)
def show_clock(number: str) -> ResponseReturnValue:
    return page(ticket_here(number))


@bp.post("/tickets/<number>/pause")
@open_to(DESK)
def pause(number: str) -> ResponseReturnValue:
    """Wait for somebody else: the clock stands still, and the customer reads why."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = PauseForm(request.form)
    if not form.validate():
        return page(ticket, pause_form=form, status=422)
    until = _morning_of(form.until.data or "")
    if form.until.data and until is None:
        form.until.errors = [*form.until.errors, "Choose a day, like 2026-11-27"]
        return page(ticket, pause_form=form, status=422)
    try:
        pausing.pause(
            ticket,
            reason=PauseReason(form.reason.data),
            words=form.words.data or "",
            until=until,
            by=me(),
        )
    except CannotPause as refusal:
        form.until.errors = [*form.until.errors, str(refusal)]
        return page(ticket, pause_form=form, status=422)
    undo = url_for(".go_on", number=ticket.number)
    flash({"text": "The clock stands still", "url": undo, "action": "Go on"})
    return redirect(url_for(".show_clock", number=ticket.number), 303)


@bp.post("/tickets/<number>/go-on")
@open_to(DESK)
def go_on(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    pausing.go_on(ticket, by=me())
    flash("The clock runs")
    return redirect(url_for(".show_clock", number=ticket.number), 303)


def page(
    ticket: Ticket,
    *,
    pause_form: PauseForm | None = None,
    promise_form: PromiseForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return render(
        "timekeeping/desk/clock.html",
        status=status,
        ticket=ticket,
        told=telling.at_the_desk(ticket),
        paused=clocks.pause_of(ticket),
        promises=by_hand.made_in(ticket.about),
        number_of=lambda promise: ticket.number,
        pause_form=pause_form or PauseForm(None),
        promise_form=promise_form or PromiseForm(None, data={"owner": str(me().id)}),
    )


def _morning_of(typed: str) -> datetime | None:
    """The beginning of that day on the company's clock."""
    return moment(typed, house_zone()) if len(typed) == len("2026-11-27") else None
