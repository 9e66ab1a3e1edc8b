"""The levels of one customer at the desk: what holds for each product, why, and deciding on it."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to
from portal.customers import queries as customers
from portal.customers.models import Customer
from portal.promises.models import Level
from portal.promises.terms import level_of
from portal.relationship import levels, policy, publishing
from portal.relationship.desk import bp
from portal.relationship.forms import LevelForm
from portal.web.rendering import render

ALL = ""


@bp.get("/customers/<number>")
@open_to(policy.READERS)
def customer(number: str) -> ResponseReturnValue:
    found = _customer(number)
    form = _form(found, None, product=request.args.get("product", ALL))
    if form.product.data not in form.product.choices:
        form.product.data = ALL
    return _page(found, form)


@bp.post("/customers/<number>")
@open_to(policy.DECIDERS)
def decide(number: str) -> ResponseReturnValue:
    found = _customer(number)
    form = _form(found, request.form)
    if not form.validate():
        return _page(found, form, status=422)
    level = Level(form.level.data) if form.level.data else None
    levels.decide(found, form.product.data, level=level, reason=form.reason.data, by=me())
    what = form.product.data or "All their products"
    flash(f"{what}: {level.value if level else 'as everybody'} from now on")
    return redirect(url_for(".customer", number=found.number), 303)


def panel(customer: Customer) -> dict[str, Any] | None:
    """For the customer's page: the level of each product, and where it comes from."""
    rules = publishing.rules_in_force()
    if rules is None:
        return None
    standings = levels.standings(customer, rules)
    return {"customer": customer, "standings": standings, "whole": level_of(customer.id)}


def _page(found: Customer, form: LevelForm, *, status: int = 200) -> ResponseReturnValue:
    rules = publishing.rules_in_force()
    return render(
        "relationship/desk/customer.html",
        status=status,
        customer=found,
        form=form,
        is_in_force=rules is not None,
        standings=levels.standings(found, rules) if rules else [],
        whole=level_of(found.id),
    )


def _form(customer: Customer, formdata: Any, **fields: str) -> LevelForm:
    form = LevelForm(formdata, **fields)
    bought = levels.products_of(customer)
    form.product.choices = {ALL: "All their products"} | {each: each for each in bought}
    return form


def _customer(number: str) -> Customer:
    return get_or_404(customers.customer_for(me(), number))
