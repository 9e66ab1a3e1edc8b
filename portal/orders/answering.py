"""What a customer decides about an order that is being built: a later day, or the end of it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.orders import cancelling, delays, policy, queries
from portal.orders.delays import AnsweredMeanwhile
from portal.orders.forms import CancelForm, DelayForm
from portal.orders.models import Order
from portal.orders.production_words import WAITS
from portal.orders.routes import bp
from portal.orders.standing import MovedMeanwhile, NoLongerBuilt
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader
from portal.web.rendering import render


@bp.get("/orders/<number>/delay")
@open_to(CUSTOMERS)
def delay(number: str) -> ResponseReturnValue:
    """Looking never answers: mail scanners follow links."""
    order = get_or_404(queries.order_for(me(), number))
    asked = delays.open_delay(order)
    if asked is None:
        flash(_("Nothing is asked about order %(number)s now", number=order.number))
        return redirect(url_for(".show", number=order.number), 303)
    answer = request.args.get("answer")
    form = DelayForm(None, delay=asked.id, answer=answer if answer in ANSWERS else None)
    return _delay_page(order, form)


@bp.post("/orders/<number>/delay")
@open_to(CUSTOMERS)
def answer_delay(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    require(policy.may_answer, order)
    form = DelayForm(request.form)
    if not form.validate():
        return _delay_page(order, form, status=422)
    if form.answer.data != "agree":
        return redirect(LEADS_ON[form.answer.data](order), 303)
    try:
        agreed = delays.agree(order, delay_id=form.delay.data, by=me())
    except (AnsweredMeanwhile, NoLongerBuilt):
        form.form_errors = [_("It was answered already, or another day is asked for. Look again")]
        return _delay_page(order, form, status=409)
    on = dated(agreed.to_on, reader(), clock.now())
    flash(_("Agreed. Your order is promised for %(day)s now", day=on))
    return redirect(url_for(".show", number=order.number), 303)


@bp.get("/orders/<number>/cancel")
@open_to(CUSTOMERS)
def cancel(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    if not order.is_being_built:
        flash(_("Order %(number)s cannot be cancelled any more", number=order.number), "warn")
        return redirect(url_for(".show", number=order.number), 303)
    return _cancel_page(order, CancelForm(None))


@bp.post("/orders/<number>/cancel")
@open_to(CUSTOMERS)
def cancel_it(number: str) -> ResponseReturnValue:
    order = get_or_404(queries.order_for(me(), number))
    require(policy.may_answer, order)
    form = CancelForm(request.form)
    if not form.validate():
        return _cancel_page(order, form, status=422)
    try:
        cancelling.cancel(order, words=form.words.data, seen_fee=form.seen_fee, by=me())
    except MovedMeanwhile:
        form.form_errors = [_("The fee is another one now. Read it again before you cancel")]
        return _cancel_page(order, form, status=409)
    except NoLongerBuilt:
        flash(_("Order %(number)s cannot be cancelled any more", number=order.number), "warn")
        return redirect(url_for(".show", number=order.number), 303)
    flash(_("Order %(number)s is cancelled", number=order.number))
    return redirect(url_for(".show", number=order.number), 303)


def _delay_page(order: Order, form: DelayForm, *, status: int = 200) -> ResponseReturnValue:
    asked = delays.open_delay(order)
    if asked:
        form.delay.data = asked.id
        form.delay.raw_data = None
    return render(
        "orders/delay.html",
        status=status,
        order=order,
        asked=asked,
        why=WAITS[asked.reason] if asked else "",
        form=form,
    )


def _cancel_page(order: Order, form: CancelForm, *, status: int = 200) -> ResponseReturnValue:
    rule = cancelling.rule_for(order, delays.open_delay(order))
    form.seen.data = str(rule.fee.minor)
    return render("orders/cancel.html", status=status, order=order, rule=rule, form=form)


def _cancel_url(order: Order) -> str:
    return url_for("orders.cancel", number=order.number)


def _ask_url(order: Order) -> str:
    subject = _("About the new day of order %(number)s", number=order.number)
    return url_for("tickets.new", order=order.number, kind="question", subject=subject)


LEADS_ON = {"cancel": _cancel_url, "ask": _ask_url}
"""Where an answer leads that is not yet given by choosing it."""
ANSWERS = ("agree", *LEADS_ON)
