"""Quotes at the desk: what waits to be issued, and issuing it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.configurator.faults import UnknownPick
from portal.orders import queries as orders
from portal.quotes import issuing, lists, paying, policy, queries, refunding, words
from portal.quotes.asking import NotNow
from portal.quotes.figures import Figures, NotForSale, TooMuch
from portal.quotes.forms import IssueForm
from portal.quotes.issuing import PriceChanged, TooGenerous
from portal.quotes.models import Payment, Quote, QuoteState
from portal.web.rendering import render

bp = Blueprint("desk_quotes", __name__, url_prefix="/desk/quotes")


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    listing = lists.desk(me())
    return render(
        "quotes/desk/index.html", fragment="found", listing=listing, status_of=words.status_of,
        refunds=refunding.count_owed(),
    )  # fmt: skip


@bp.get("/<number>")
@open_to(DESK)
def show(number: str) -> ResponseReturnValue:
    return _page(get_or_404(queries.quote_for(me(), number)), IssueForm(None))


@bp.post("/<number>/issue")
@open_to(DESK)
def issue(number: str) -> ResponseReturnValue:
    quote = get_or_404(queries.quote_for(me(), number))
    require(policy.may_issue, quote)
    form = IssueForm(request.form)
    if not form.validate():
        return _page(quote, form, status=422)
    try:
        issuing.issue(
            quote,
            valid_days=form.valid_days.data,
            discount_minor=form.discount_minor or 0,
            discount_reason=form.discount_reason.data or "",
            note=form.note.data or "",
            seen=form.seen.data or "",
            by=me(),
        )
    except TooGenerous as error:
        form.discount.errors = [f"You can give {error.most / 100:.2f} at most"]
        return _page(quote, form, status=422)
    except PriceChanged:
        form.form_errors = ["Its price is another one now: look again"]
        return _page(quote, form, status=409)
    except NotNow:
        form.form_errors = ["Somebody has issued it already, or its customer withdrew it"]
        return _page(quote, form, status=409)
    except (NotForSale, UnknownPick, TooMuch):
        form.form_errors = ["It can no longer be built like this"]
        return _page(quote, form, status=409)
    flash(f"{quote.number} is issued")
    return redirect(url_for(".show", number=quote.number), 303)


@bp.post("/orders/<number>/paid")
@open_to(DESK)
def receive(number: str) -> ResponseReturnValue:
    """An amount has come: no card, no bank, only what the books say."""
    order = get_or_404(orders.order_for(me(), number))
    reference = request.form.get("reference", "")[:80]
    if paying.receive(order, reference, by=me()):
        flash(f"{reference} is done")
    else:
        flash("Nothing of that reference is due", "warn")
    if request.form.get("then") == "refunds":
        return redirect(url_for(".refunds"), 303)
    return redirect(url_for("orders.show", number=order.number), 303)


@bp.get("/refunds")
@open_to(DESK)
def refunds() -> ResponseReturnValue:
    """What we owe back, and who sees to it."""
    return render("quotes/desk/refunds.html", owed=refunding.owed(), today=clock.now().date())


@bp.post("/refunds/take")
@open_to(DESK)
def take_refund() -> ResponseReturnValue:
    reference = request.form.get("reference", "")[:80]
    is_it = (Payment.reference == reference, Payment.amount_minor < 0)
    refund = get_or_404(select(Payment).where(*is_it))
    if refunding.take(refund, by=me()):
        flash(f"You see to {reference}")
    else:
        flash(f"{reference} is sent back already", "warn")
    return redirect(url_for(".refunds"), 303)


def _page(quote: Quote, form: IssueForm, *, status: int = 200) -> ResponseReturnValue:
    found = _figures(quote) if quote.state is QuoteState.ASKED else None
    form.seen.data = found.mark if found else ""
    return render(
        "quotes/desk/show.html",
        status=status,
        quote=quote,
        form=form,
        found=found,
        most=issuing.most_discount(found, me()) if found else 0,
        pill=words.status_of(quote),
    )


def _figures(quote: Quote) -> Figures | None:
    try:
        return issuing.figures_now(quote)
    except (NotForSale, UnknownPick, TooMuch):
        return None
