"""Calls at the desk: writing one down, and reading them again."""

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.access import DESK, get_or_404, me, open_to, require
from portal.calls import callers, noting, policy, queries, writing
from portal.calls.callers import Found
from portal.calls.forms import NEW, CallForm
from portal.calls.noting import CannotNote
from portal.calls.writing import Unclear
from portal.customers.models import Customer
from portal.database import session
from portal.tickets import desk_queries
from portal.tickets.queries import ticket_for
from portal.web.rendering import render

bp = Blueprint("calls_desk", __name__, url_prefix="/desk/calls")
LONGEST_CALLER = 100


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    is_mine = request.args.get("by") == "me"
    found = queries.latest(me(), by_id=me().id if is_mine else None, after=_after())
    page = found[: queries.PAGE]
    here = url_for(".index", by="me") if is_mine else url_for(".index")
    last = page[-1] if page else None
    more = f"{'&' if is_mine else '?'}after={last.at:%Y%m%dT%H%M%S.%f}-{last.id}" if last else ""
    return render(
        "calls/desk/index.html",
        calls=page,
        is_mine=is_mine,
        first_url=here if "after" in request.args else "",
        next_url=here + more if len(found) > len(page) else "",
    )


@bp.get("/new")
@open_to(DESK)
def new() -> ResponseReturnValue:
    """Begun from a customer's page, from a concern, or with nothing but the telephone ringing."""
    form = CallForm(formdata=None)
    found: list[Found] = []
    if number := request.args.get("ticket", ""):
        ticket = get_or_404(ticket_for(me(), number))
        found = callers.look_up(ticket.number, reader=me())
        form.caller.data = form.about.data = ticket.number
    elif number := request.args.get("customer", ""):
        known = callers.known(number, reader=me())
        found = [known] if known else []
        form.caller.data = number if known else ""
    return _page(form, found)


@bp.get("/found")
@open_to(DESK)
def found() -> ResponseReturnValue:
    """Who that may be, while it is being typed."""
    text = request.args.get("caller", "")[:LONGEST_CALLER]
    return _page(CallForm(formdata=None, data={"caller": text}), _look_up(text))


@bp.post("/new")
@open_to(DESK)
def log() -> ResponseReturnValue:
    form = CallForm(request.form)
    form.offer(desk_queries.desk_staff(), me_id=me().id)
    chosen = request.form.get("customer", "")
    if request.form.get("do") == "look":
        return _page(form, _look_up(form.caller.data or ""), chosen=chosen)
    is_valid = form.validate()
    candidates = _look_up(form.caller.data or "") if form.caller.data else []
    if not is_valid:
        return _page(form, candidates, chosen=chosen, status=422)
    try:
        customer = writing.customer_of(form, candidates, chosen, reader=me())
        spoken = writing.spoken_of(form, customer, reader=me())
        call = writing.write(customer, spoken, by=me(), once=form.once.data)
    except Unclear as unclear:
        unclear.field(form).errors = [str(unclear)]
        return _page(form, candidates, chosen=chosen, status=422)
    except CannotNote as refusal:
        form.form_errors.append(str(refusal))
        return _page(form, candidates, chosen=chosen, status=422)
    undo = url_for(".take_back", call_id=call.id)
    flash({"text": "Call kept", "url": undo, "action": "Undo"})
    if call.ticket_id is not None and call.ticket is not None:
        return redirect(url_for("desk.show", number=call.ticket.number), 303)
    return redirect(url_for(".show", call_id=call.id), 303)


@bp.get("/<int(max=2147483647):call_id>")
@open_to(DESK)
def show(call_id: int) -> ResponseReturnValue:
    return render("calls/desk/show.html", call=get_or_404(queries.call_for(me(), call_id)))


@bp.post("/<int(max=2147483647):call_id>/take-back")
@open_to(DESK)
def take_back(call_id: int) -> ResponseReturnValue:
    call = get_or_404(queries.call_for(me(), call_id))
    if call.taken_back_at is None:
        require(policy.may_take_back, call)
        try:
            noting.take_back(call, by=me())
        except CannotNote as refusal:
            flash(str(refusal), "bad")
            return redirect(url_for(".show", call_id=call.id), 303)
    flash("The call is taken back")
    return redirect(url_for(".index"), 303)


def page_of(user: Any, call_id: int) -> str | None:
    return url_for("calls_desk.show", call_id=call_id) if user.role in DESK else None


def _page(
    form: CallForm, candidates: list[Found], *, chosen: str = "", status: int = 200
) -> Response:
    form.offer(desk_queries.desk_staff(), me_id=me().id)
    if not chosen and len(candidates) == 1:
        chosen = candidates[0].customer.number
    return render(
        "calls/desk/new.html",
        fragment="found",
        status=status,
        form=form,
        candidates=candidates,
        chosen=chosen,
        new=NEW,
        abouts=list(_abouts(candidates)),
        typed=bool((form.caller.data or "").strip()),
    )


def _abouts(candidates: list[Found]) -> Any:
    """What the call may be about, to choose from while typing."""
    for each in candidates:
        for thing, what in (
            *((ticket, ticket.subject) for ticket in each.concerns),
            *((order, order.product) for order in each.orders),
        ):
            yield thing.number, f"{what}, {each.customer.name}"


def _look_up(text: str) -> list[Found]:
    tidy = "".join(letter for letter in text if letter.isprintable()).strip()[:LONGEST_CALLER]
    if found := callers.look_up(tidy, reader=me()) if tidy else []:
        return found
    customer = session.get(Customer, Customer.id_of(tidy))
    known = callers.known(customer.number, reader=me()) if customer else None
    return [known] if known else []


def _after() -> tuple[datetime, int] | None:
    moment, _, found = request.args.get("after", "").partition("-")
    try:
        at = datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return None
    is_id = found.isascii() and found.isdigit() and len(found) < 10
    return (at, int(found)) if is_id else None
