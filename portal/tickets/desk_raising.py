"""The form for a concern that reached the desk by telephone or over the counter."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to
from portal.tickets import desk_queries
from portal.tickets.by_hand import raise_by_hand
from portal.tickets.desk import bp
from portal.tickets.desk_forms import RaiseForm
from portal.tickets.models import TicketKind
from portal.tickets.saying import SentOtherwise
from portal.web.rendering import render


@bp.get("/tickets/new")
@open_to(DESK)
def raise_form() -> ResponseReturnValue:
    address = desk_queries.address_of(request.args.get("customer", ""))
    return render("tickets/desk/new.html", form=RaiseForm(None, email=address))


@bp.post("/tickets/new")
@open_to(DESK)
def raise_for_customer() -> ResponseReturnValue:
    form = RaiseForm(request.form)
    if not form.validate():
        return render("tickets/desk/new.html", form=form, status=422)
    try:
        ticket = raise_by_hand(
            address=form.email.data,
            name=form.name.data or "",
            kind=TicketKind(form.kind.data),
            subject=form.subject.data,
            body=form.body.data,
            by=me(),
            once=form.once.data,
        )
    except SentOtherwise as earlier:
        form.body.errors = [f"This form raised {earlier} already, with other words"]
        return render("tickets/desk/new.html", form=form, status=422)
    flash(f"{ticket.number} is raised")
    return redirect(url_for(".show", number=ticket.number), 303)
