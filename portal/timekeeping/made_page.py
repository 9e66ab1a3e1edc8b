"""Promises made by hand, at the desk: what is open, soonest first, and what became of them."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.promises import by_hand
from portal.promises.by_hand import CannotPromise
from portal.promises.calendars import house_zone
from portal.promises.models import HandPromise, PromiseState
from portal.tickets import desk_queries
from portal.tickets.desk import ticket_here
from portal.tickets.models import Ticket
from portal.timekeeping import policy as rights
from portal.timekeeping.clock_page import page
from portal.timekeeping.forms import PromiseForm, moment
from portal.timekeeping.promises_page import bp
from portal.web.rendering import render

MOST = 100
SETTLES = {
    "keep": (by_hand.keep, "Kept, and the customer reads it"),
    "break": (by_hand.break_it, "Not kept, and the customer reads it"),
    "withdraw": (by_hand.withdraw, "Taken back: the customer no longer reads it"),
}


@bp.get("/promises/made")
@open_to(DESK)
def made() -> ResponseReturnValue:
    mine = request.args.get("whose") != "all"
    is_open = HandPromise.state == PromiseState.OPEN
    waiting = _listed(mine).where(is_open).order_by(HandPromise.by_when, HandPromise.id)
    settled = (
        _listed(mine)
        .where(~is_open, HandPromise.state != PromiseState.WITHDRAWN)
        .order_by(HandPromise.settled_at.desc(), HandPromise.id.desc())
    )
    return render(
        "timekeeping/desk/made.html",
        mine=mine,
        waiting=session.scalars(waiting.limit(MOST)).all(),
        settled=session.scalars(settled.limit(20)).all(),
        number_of=lambda promise: Ticket.number_of(Ticket.id_about(promise.about)),
        most=MOST,
    )


@bp.post("/promises/made/<int(max=2147483647):promise_id>")
@open_to(DESK)
def settle(promise_id: int) -> ResponseReturnValue:
    promise = get_or_404(select(HandPromise).where(HandPromise.id == promise_id))
    require(rights.may_settle, promise)
    settles, text = SETTLES.get(request.form.get("do", ""), SETTLES["keep"])
    if promise.is_open:
        settles(promise, by=me())
        flash(text)
    else:
        flash("That promise was settled meanwhile", "warn")
    ticket_id = Ticket.id_about(promise.about)
    if ticket_id and request.form.get("back") == "clock":
        return redirect(url_for(".show_clock", number=Ticket.number_of(ticket_id)), 303)
    return redirect(url_for(".made"), 303)


@bp.post("/tickets/<number>/promise")
@open_to(DESK)
def make(number: str) -> ResponseReturnValue:
    """Promise the customer something in this concern."""
    ticket = ticket_here(number)
    form = PromiseForm(request.form)
    by_when = moment(form.by_when.data or "", house_zone())
    if not form.validate():
        return page(ticket, promise_form=form, status=422)
    if by_when is None or by_when <= clock.now():
        form.by_when.errors = [*form.by_when.errors, "Choose a time still to come"]
        return page(ticket, promise_form=form, status=422)
    owner = get_or_404(desk_queries.member(int(form.owner.data)))
    try:
        by_hand.promise(
            ticket.customer,
            what=form.what.data,
            by_when=by_when,
            owner=owner,
            about=ticket.about,
            by=me(),
            once=form.once.data,
        )
    except CannotPromise as refusal:
        form.owner.errors = [*form.owner.errors, str(refusal)]
        return page(ticket, promise_form=form, status=422)
    flash("Promised. The customer reads it on their concern")
    return redirect(url_for(".show_clock", number=ticket.number), 303)


def _listed(mine: bool) -> Select[tuple[HandPromise]]:
    listed = select(HandPromise).options(
        joinedload(HandPromise.customer), joinedload(HandPromise.owner)
    )
    return listed.where(HandPromise.owner_id == me().id) if mine else listed
