"""Links that show a concern outside, as the desk sees and ends them."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to, require
from portal.sharing import links
from portal.tickets import linking, policy
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import here


@bp.post("/tickets/<number>/end-link")
@open_to(DESK)
def end_link(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    for link in links.live(ticket.about):
        if str(link.id) == request.form.get("link"):
            linking.end_link(ticket, link, by=me())
            flash("The link shows nothing any more")
    return redirect(here(ticket), 303)
