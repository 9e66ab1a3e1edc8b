"""What staff do to a playbook: ask for approval, approve, send back, pause, go on, retire, enrol
somebody by hand, and switch all follow-ups off. Every act may be posted twice."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to, require
from portal.customers import queries as customers
from portal.database import session
from portal.followups import enrolling, policy, queries, starting, switching, versions
from portal.followups.desk import bp, page
from portal.followups.models import Playbook
from portal.followups.switching import NotNow
from portal.orders.queries import orders_of_customer
from portal.web.forms import CONTROLS, LONE_SURROGATES, tidy
from portal.web.rendering import render

LONGEST_REASON = 250


@bp.post("/starters/<name>")
@open_to(policy.WRITERS)
def take_over(name: str) -> ResponseReturnValue:
    """A starter becomes a draft of ours."""
    chosen = starting.starter(name)
    if chosen is None:
        return redirect(url_for(".index"), 303)
    playbook = starting.take_over(chosen, owner=me(), care_of=None, by=me())
    flash("It is a draft now. Say who looks after it, then ask for approval")
    return redirect(url_for(".edit", playbook=playbook.key), 303)


@bp.post("/switch")
@open_to(policy.WRITERS)
def turn() -> ResponseReturnValue:
    if request.form.get("do") == "on":
        switching.switch_on(by=me())
        flash("Follow-ups are on again")
    else:
        switching.switch_off(reason=_reason() or "no reason given", by=me())
        flash("No follow-up leaves until they are switched on again", "warn")
    return redirect(url_for(".index"), 303)


@bp.post("/<playbook>/submit")
@open_to(policy.WRITERS)
def submit(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    return _done(
        found,
        lambda: versions.submit(versions.newest_of(found), by=me()),
        "A second person has to approve it now",
    )


@bp.post("/<playbook>/approve")
@open_to(policy.WRITERS)
def approve(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    version = get_or_404(queries.version_of(found, _number("version")))
    require(policy.may_approve, version)
    return _done(found, lambda: versions.approve(version, by=me()), "Approved. It is live")


@bp.post("/<playbook>/send-back")
@open_to(policy.WRITERS)
def send_back(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    version = get_or_404(queries.version_of(found, _number("version")))
    if not (reason := _reason()):
        return page(found, trouble="Say what has to change", status=422)
    return _done(found, lambda: versions.send_back(version, reason=reason, by=me()), "Sent back")


@bp.post("/<playbook>/pause")
@open_to(policy.WRITERS)
def pause(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    return _done(
        found,
        lambda: switching.pause(found, reason=_reason(), by=me()),
        "Paused. Nothing more of it leaves",
    )


@bp.post("/<playbook>/resume")
@open_to(policy.WRITERS)
def resume(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    return _done(found, lambda: switching.resume(found, by=me()), "It goes on")


@bp.get("/<playbook>/retire")
@open_to(policy.WRITERS)
def ask_to_retire(playbook: str) -> ResponseReturnValue:
    """It cannot be taken back, so it has a page of its own."""
    return render("followups/desk/retire.html", playbook=_found(playbook))


@bp.post("/<playbook>/retire")
@open_to(policy.WRITERS)
def retire(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    return _done(found, lambda: switching.retire(found, reason=_reason(), by=me()), "Retired")


@bp.post("/<playbook>/enrol")
@open_to(policy.WRITERS)
def enrol(playbook: str) -> ResponseReturnValue:
    """Put one customer in by hand, about their latest order."""
    found = _found(playbook)
    number = tidy(request.form.get("customer", ""))[:20]
    customer = session.scalars(customers.customer_for(me(), number)).one_or_none()
    if customer is None:
        return page(found, trouble="There is no customer of that number", status=422)
    latest = session.scalars(orders_of_customer(customer).limit(1)).first()
    return _done(
        found,
        lambda: enrolling.enrol_by_hand(found, customer, order=latest, by=me()),
        f"{customer.name} is in",
    )


def _done(playbook: Playbook, act: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it and say so, or show the page again with why not."""
    try:
        act()
    except NotNow as refused:
        return page(playbook, trouble=str(refused), status=409)
    flash(said)
    watches = request.form.get("then") == "progress"
    return redirect(url_for(".watch" if watches else ".show", playbook=playbook.key), 303)


def _found(key: str) -> Playbook:
    return get_or_404(queries.playbook_for(me(), key))


def _reason() -> str:
    text = " ".join(tidy(request.form.get("reason", "")).split())[:LONGEST_REASON]
    return LONE_SURROGATES.sub("", CONTROLS.sub("", text))


def _number(name: str) -> int:
    asked = request.form.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
