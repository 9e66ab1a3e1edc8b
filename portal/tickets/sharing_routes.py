"""Who can see a concern: colleagues it is shown to, and links that show it to whoever has them."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.sharing import links
from portal.tickets import linking, policy, queries, sharing
from portal.tickets.forms import LinkForm
from portal.tickets.routes import bp, page
from portal.web.languages import _
from portal.web.links import absolute


@bp.post("/<number>/share")
@open_to(CUSTOMERS)
def share(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share, ticket)
    for colleague in _named(queries.may_be_shown_to(ticket), "user"):
        sharing.share(ticket, to=colleague, by=me())
        flash(_("%(name)s sees this now", name=colleague.name))
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/stop-sharing")
@open_to(CUSTOMERS)
def stop_sharing(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share, ticket)
    for colleague in _named([viewer.user for viewer in ticket.viewers], "user"):
        sharing.stop_sharing(ticket, to=colleague, by=me())
        flash(_("%(name)s no longer sees this", name=colleague.name))
    return redirect(url_for(".show", number=ticket.number), 303)


@bp.post("/<number>/links")
@open_to(CUSTOMERS)
def share_by_link(number: str) -> ResponseReturnValue:
    """Make a link and show its address, this once: so it is shown here, and leads nowhere."""
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share_by_link, ticket)
    form = LinkForm(request.form)
    if not form.validate():
        return page(ticket, link_form=form, fragment="readers", status=422)
    try:
        secret = linking.share_by_link(
            ticket,
            valid=timedelta(days=int(form.days.data)),
            with_files=form.with_files.data,
            form_key=form.once.data,
            by=me(),
        )
    except links.TooManyLinks:
        form.form_errors = [
            _("There are %(most)s links already. End one first", most=links.MOST_LIVE)
        ]
        return page(ticket, link_form=form, fragment="readers", status=422)
    made = absolute("sharing.show", token=secret) if secret else ""
    said = _("The link is ready") if made else ""
    return page(ticket, made_link=made, fragment="readers", said=said)


@bp.post("/<number>/end-link")
@open_to(CUSTOMERS)
def end_link(number: str) -> ResponseReturnValue:
    ticket = get_or_404(queries.ticket_for(me(), number))
    require(policy.may_share_by_link, ticket)
    for link in _named(links.live(ticket.about), "link"):
        linking.end_link(ticket, link, by=me())
        flash(_("The link shows nothing any more"))
    return redirect(url_for(".show", number=ticket.number, _anchor="readers"), 303)


def _named(things: Any, field: str) -> list[Any]:
    """What the form names, if it is one of these."""
    return [thing for thing in things if str(thing.id) == request.form.get(field)]
