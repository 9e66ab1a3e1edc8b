"""Raising a concern on the website, with or without an account."""

from datetime import datetime, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.datastructures import CombinedMultiDict

from portal import clock
from portal.access import EVERYONE, me, open_to
from portal.accounts import links, sessions
from portal.accounts.models import LinkPurpose
from portal.limits import allows
from portal.orders import queries as orders
from portal.tickets import about_builds, company, confirming, drafting, queries, raising
from portal.tickets.forms import (
    NO_ORDER,
    ConcernForm,
    ManyOrdersConcernForm,
    OwnConcernForm,
    VisitorConcernForm,
)
from portal.tickets.models import Draft, Origin, TicketKind
from portal.tickets.routes import bp
from portal.tickets.saying import SentOtherwise
from portal.web import formatting
from portal.web.languages import _
from portal.web.networks import this_network
from portal.web.pages import reader
from portal.web.rendering import render

MOST_AN_HOUR = 60
MOST_CARDS = 6
ASKED = ("kind", "subject", "order", "follows", "build")
PLACE = "new"
"""Where its draft is kept."""


@bp.get("/new")
@open_to(EVERYONE)
def new() -> ResponseReturnValue:
    if me().is_staff:
        return redirect("/desk", 303)
    draft = drafting.draft_of(me(), PLACE)
    form = _form(data={**(draft.fields if draft else {}), **_asked_for()})
    return _page(form, draft=draft)


@bp.post("/new")
@open_to(EVERYONE)
def send() -> ResponseReturnValue:
    if me().is_staff:
        return redirect("/desk", 303)
    form = _form(CombinedMultiDict([request.form, request.files]))
    if not form.validate():
        return _page(form, status=422)
    if not allows(f"raise:{me().id or this_network()}", times=MOST_AN_HOUR, per=timedelta(hours=1)):
        form.form_errors = [_("Too many concerns came from here. Send this one in an hour")]
        return _page(form, status=429)
    try:
        return _sent_by_visitor(form) if me().id is None else _sent(form)
    except SentOtherwise:
        form.sent_otherwise()
        return _page(form, status=422)


@bp.get("/sent")
@open_to(EVERYONE)
def sent() -> ResponseReturnValue:
    """The receipt of who has no account: the number and the promise, nothing of what was said."""
    number, promised_at = cookie.get("sent") or (None, None)
    if number is None:
        return redirect(url_for(".new"), 303)
    return render(
        "tickets/sent.html", number=number, promised_at=datetime.fromisoformat(promised_at)
    )


@bp.get("/show/<token>")
@open_to(EVERYONE)
def show_unconfirmed(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners follow links, and a link must not use itself up."""
    link = links.peek(LinkPurpose.SHOW_CONCERN, token)
    return render("tickets/show_unconfirmed.html", link=link, status=200 if link else 404)


@bp.post("/show/<token>")
@open_to(EVERYONE)
def confirm(token: str) -> ResponseReturnValue:
    shown = confirming.show(token)
    if shown is None:
        return render("tickets/show_unconfirmed.html", link=None, status=404)
    user, ticket = shown
    cookie["next"] = url_for(".show", number=ticket.number)
    return redirect(sessions.enter(user), 303)


def _form(formdata: Any = None, **values: Any) -> Any:
    if me().id is None:
        return VisitorConcernForm(formdata, **values)
    choices = orders.choices(me().customer_id)
    form = (OwnConcernForm if len(choices) <= MOST_CARDS else ManyOrdersConcernForm)(
        formdata, **values
    )
    form.offer(choices)
    if formdata is None and form.order.data not in dict(choices):
        form.order.data = NO_ORDER
    return form


def _asked_for() -> dict[str, str]:
    """What the link that led here fills in."""
    asked = {name: request.args.get(name, "") for name in ASKED}
    if asked["kind"] not in list(TicketKind):
        del asked["kind"]
    return {name: value[:200] for name, value in asked.items() if value}


def _sent(form: OwnConcernForm) -> ResponseReturnValue:
    user = me()
    ticket = raising.raise_concern(
        kind=TicketKind(form.kind.data),
        subject=form.subject.data,
        body=form.body.data,
        customer=user.customer,
        contact_point=queries.contact_point_of(user),
        by=user,
        origin=Origin.WEB,
        order=queries.order_of(user, form.order.data),
        files=form.uploads,
        once=form.once.data,
        confirmed=True,
        follows=queries.concern_of(user, form.follows.data or ""),
    )
    about_builds.attach(ticket, about_builds.build_named(form.build.data))
    drafting.discard(user, PLACE)
    promise = formatting.moment(ticket.first_promised_at, reader(), clock.now())
    flash(_("We have it: %(number)s. We answer by %(when)s", number=ticket.number, when=promise))
    return redirect(url_for(".show", number=ticket.number), 303)


def _sent_by_visitor(form: VisitorConcernForm) -> ResponseReturnValue:
    ticket = raising.raise_as_visitor(
        address=form.email.data,
        name=form.name.data or "",
        kind=TicketKind(form.kind.data),
        subject=form.subject.data,
        body=form.words(),
        files=form.uploads,
        once=form.once.data,
    )
    about_builds.attach(ticket, about_builds.build_named(form.build.data))
    cookie["sent"] = [ticket.number, ticket.first_promised_at.isoformat()]
    return redirect(url_for(".sent"), 303)


def _page(form: ConcernForm, *, draft: Draft | None = None, status: int = 200) -> Response:
    promised = {kind.value: _("Answer by %(when)s", when=_promise(kind)) for kind in TicketKind}
    build = about_builds.build_named(form.build.data)
    return render(
        "tickets/new.html", form=form, promised=promised, draft=draft, build=build, status=status
    )


def _promise(kind: TicketKind) -> str:
    return formatting.moment(company.first_answer_by(kind), reader(), clock.now())
