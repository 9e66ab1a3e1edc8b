"""How close a customer is to us, as who leads decides it."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to, require
from portal.customers.models import Customer
from portal.promises.models import Level
from portal.timekeeping import policy as rights
from portal.timekeeping import setting
from portal.timekeeping.promises_page import bp


@bp.post("/customers/<number>/level")
@open_to(DESK)
def set_level(number: str) -> ResponseReturnValue:
    wanted = Customer.id == Customer.id_of(number)
    customer = get_or_404(select(Customer).where(wanted))
    require(rights.may_set, customer)
    chosen = request.form.get("level", "")
    if chosen and chosen not in Level.__members__.values():
        flash("That is no level. Choose again", "bad")
    else:
        setting.put_on_level(customer, level=Level(chosen) if chosen else None, by=me())
        flash(f"{customer.name} is promised as on the level {chosen or 'of everybody'} from now on")
    return redirect(f"/desk/customers/{customer.number}", 303)
