"""From a saved build to a quote or an order: the review before anything is ordered."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to
from portal.building import queries as builds
from portal.building.models import Build
from portal.building.showing import picture_of
from portal.orders.cancelling import PERCENT
from portal.quotes import asking, ordering, paying
from portal.quotes.asking import SentOtherwise, TooManyQuotes
from portal.quotes.figures import NotForSale, Standing, TooMuch, standing
from portal.quotes.forms import AskForm, OrderForm
from portal.quotes.ordering import PriceChanged
from portal.quotes.routes import bp
from portal.web.languages import _
from portal.web.rendering import render


@bp.get("/builds/<code>/order")
@open_to(CUSTOMERS)
def review(code: str) -> ResponseReturnValue:
    build = _build(code)
    form = OrderForm(request.args) if "quantity" in request.args else OrderForm(None)
    if form.quantity.raw_data and not _is_a_quantity(form):
        return _review_page(build, form, status=422)
    return _review_page(build, form)


@bp.post("/builds/<code>/order")
@open_to(CUSTOMERS)
def order(code: str) -> ResponseReturnValue:
    build = _build(code)
    form = OrderForm(request.form)
    if not form.validate():
        return _review_page(build, form, status=422)
    seen, once = form.seen.data or "", (form.once.data or "")[:80]
    if not once:
        abort(400)
    try:
        placed = ordering.order_now(
            build, quantity=form.quantity.data, seen=seen, once=once, by=me()
        )
    except PriceChanged:
        form.form_errors = [_("The price or the day is another one now. Read it again")]
        return _review_page(build, form, status=409)
    except NotForSale:
        form.form_errors = [_("It can no longer be ordered as it is: see what has changed")]
        return _review_page(build, form, status=409)
    except TooMuch:
        form.quantity.errors = [_("That is more than we take at once. Ask for a quote")]
        return _review_page(build, form, status=422)
    except SentOtherwise:
        form.form_errors = [_("This form has ordered something else already. Look at your orders")]
        return _review_page(build, form, status=422)
    flash(_("Ordered: %(number)s. We have written to you", number=placed.number))
    return redirect(url_for("orders.show", number=placed.number), 303)


@bp.get("/builds/<code>/quote")
@open_to(CUSTOMERS)
def ask(code: str) -> ResponseReturnValue:
    return _ask_page(_build(code), AskForm(None))


@bp.post("/builds/<code>/quote")
@open_to(CUSTOMERS)
def send_request(code: str) -> ResponseReturnValue:
    build = _build(code)
    form = AskForm(request.form)
    if not form.validate():
        return _ask_page(build, form, status=422)
    try:
        quote = asking.ask(
            build,
            quantity=form.quantity.data,
            words=form.words.data or "",
            once=(form.once.data or "")[:80] or None,
            by=me(),
        )
    except NotForSale:
        form.form_errors = [_("It cannot be quoted as it is: see what has changed")]
        return _ask_page(build, form, status=409)
    except TooManyQuotes:
        form.form_errors = [_("Many of your quotes wait already. We answer those first")]
        return _ask_page(build, form, status=409)
    except TooMuch:
        form.quantity.errors = [_("That is more than we can quote at once")]
        return _ask_page(build, form, status=422)
    except SentOtherwise:
        form.form_errors = [_("This form has asked for something else already")]
        return _ask_page(build, form, status=422)
    flash(_("We prepare quote %(number)s and write to you", number=quote.number))
    return redirect(url_for(".show", number=quote.number), 303)


def panel(build: Build) -> dict[str, Any] | None:
    """On a build's page: how it can be had. None while it is not complete."""
    if not build.is_complete or me().is_staff:
        return None
    return {"build": build, "found": standing(build), "terms": paying.port().terms()}


def _build(code: str) -> Build:
    if me().customer_id is None:
        abort(404)
    return get_or_404(builds.build_at(code))


def _is_a_quantity(form: OrderForm) -> bool:
    return form.quantity.validate(form)


def _review_page(build: Build, form: OrderForm, *, status: int = 200) -> ResponseReturnValue:
    found = _standing(build, form)
    form.seen.data = found.figures.mark if found.figures else ""
    return render(
        "quotes/review.html",
        status=status,
        build=build,
        found=found,
        form=form,
        picture=picture_of(found.since.now or found.since.then),
        terms=paying.port().terms(),
        percents=PERCENT,
    )


def _ask_page(build: Build, form: AskForm, *, status: int = 200) -> ResponseReturnValue:
    return render(
        "quotes/ask.html", status=status, build=build, found=_standing(build, form), form=form
    )


def _standing(build: Build, form: OrderForm | AskForm) -> Standing:
    """With as many as were asked for, or one while that is no number we take."""
    quantity = form.quantity.data if not form.quantity.errors else 1
    try:
        return standing(build, quantity or 1)
    except TooMuch:
        return standing(build, 1)
