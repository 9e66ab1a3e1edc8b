"""Saying that something is in use: its owner on their products, staff on the order."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, DESK, get_or_404, me, open_to, require
from portal.orders import policy, queries
from portal.orders.first_use import NotUsable, use_first
from portal.orders.forms import FirstUseForm
from portal.orders.routes import bp
from portal.orders.use_models import Told
from portal.web.formatting import dated
from portal.web.languages import _, lazy
from portal.web.pages import reader
from portal.web.rendering import render

WHY_NOT = {
    "not delivered": lazy("It has not been delivered yet"),
    "future": lazy("Choose today, or a day before"),
    "early": lazy("It was delivered after that day"),
}


@bp.get("/orders/<number>/first-use")
@open_to(CUSTOMERS, DESK)
def first_use(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    require(policy.may_tell_of_use, order)
    today = clock.now().astimezone(reader().zone).date()
    return render("orders/first_use.html", order=order, form=FirstUseForm(None, on=today))


@bp.post("/orders/<number>/first-use")
@open_to(CUSTOMERS, DESK)
def tell_first_use(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    require(policy.may_tell_of_use, order)
    form = FirstUseForm(request.form)
    if not form.validate():
        return render("orders/first_use.html", status=422, order=order, form=form)
    today = clock.now().astimezone(reader().zone).date()
    via = Told.DESK if me().is_staff else Told.PORTAL
    try:
        told = use_first(order, on=form.on.data, today=today, via=via, by=me())
    except NotUsable as refused:
        form.on.errors = [*form.on.errors, WHY_NOT[refused.why]]
        return render("orders/first_use.html", status=422, order=order, form=form)
    on = dated(told.used_on, reader(), clock.now())
    flash(_("In use since %(day)s", day=on))
    return redirect(url_for(".show", number=order.number), 303)
