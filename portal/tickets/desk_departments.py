"""Handing a concern over at the desk."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from portal.access import DESK, get_or_404, me, open_to, require
from portal.departments import queries
from portal.tickets import policy
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_acts import act_on
from portal.tickets.desk_talk import here, pane
from portal.tickets.handing_over import NotHandedThere, hand_over
from portal.web.forms import PortalForm

LONGEST_NOTE = 5_000


class DepartmentForm(PortalForm):
    to = SelectField("Department")
    note = TextAreaField("Note for them", [Optional(), Length(max=LONGEST_NOTE)])

    def offer(self) -> None:
        named = {str(each.id): each.name for each in queries.names_in_house()}
        self.to.choices = {"": "No department"} | named


@bp.post("/tickets/<number>/department")
@open_to(DESK)
def department(number: str) -> ResponseReturnValue:
    """Give it to another department, with a word for them; it can be undone."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = DepartmentForm()
    form.offer()
    if not form.validate():
        flash("Choose a department, and keep the note short", "bad")
        return pane(ticket, status=422)
    to = get_or_404(queries.in_house(int(form.to.data))) if form.to.data else None
    note = form.note.data or ""
    try:
        act_on(
            ticket,
            lambda it: hand_over(it, to=to, note=note, by=me()),
            f"{ticket.number} goes to {to.name}" if to else f"{ticket.number} has no department",
        )
    except NotHandedThere as gone:
        flash(f"{gone} is no longer in use. Choose another department", "bad")
        return pane(ticket, status=422)
    return redirect(here(ticket), 303)
