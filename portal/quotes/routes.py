"""A customer's quotes, and what they answer to them."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, STAFF, get_or_404, me, open_to, require
from portal.building.configuring import ready_on
from portal.configurator.faults import NoBuild, UnknownPick
from portal.quotes import answering, asking, lists, pdf, policy, queries, words
from portal.quotes.answering import Expired
from portal.quotes.asking import NotNow, TooManyQuotes
from portal.quotes.figures import NotForSale, TooMuch
from portal.quotes.forms import AcceptForm, DeclineForm, QuestionForm
from portal.quotes.models import Quote
from portal.tickets import queries as tickets
from portal.tickets.files import Upload
from portal.tickets.models import Origin, TicketKind
from portal.tickets.raising import raise_concern
from portal.tickets.saying import SentOtherwise
from portal.web.formatting import dated, money
from portal.web.headers import FILE_POLICY
from portal.web.languages import _
from portal.web.pages import reader
from portal.web.rendering import render

bp = Blueprint("quotes", __name__)


@bp.get("/quotes")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    listing = lists.own(me())
    return render("quotes/index.html", fragment="found", listing=listing, status_of=words.status_of)


@bp.get("/quotes/<number>")
@open_to(CUSTOMERS, STAFF)
def show(number: str) -> ResponseReturnValue:
    return page(get_or_404(queries.quote_for(me(), number)))


@bp.get("/quotes/<number>/quote.pdf")
@open_to(CUSTOMERS, STAFF)
def as_pdf(number: str) -> ResponseReturnValue:
    quote = get_or_404(queries.quote_for(me(), number))
    answer = Response(pdf.of_quote(quote, reader()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{quote.number}.pdf"'
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer


@bp.post("/quotes/<number>/accept")
@open_to(CUSTOMERS)
def accept(number: str) -> ResponseReturnValue:
    quote = _theirs(number)
    form = AcceptForm(request.form)
    if not form.validate():
        return page(quote, accept=form, status=422)
    try:
        order = answering.accept(quote, name=form.name.data, text=words_of(quote), by=me())
    except Expired:
        return page(quote, wrong=_("Its time is over: nothing was ordered"), status=409)
    except NotNow:
        return page(quote, wrong=_("It was answered already: nothing was ordered"), status=409)
    flash(_("Ordered: %(number)s. We have written to you", number=order.number))
    return redirect(url_for("orders.show", number=order.number), 303)


@bp.post("/quotes/<number>/decline")
@open_to(CUSTOMERS)
def decline(number: str) -> ResponseReturnValue:
    quote = _theirs(number)
    form = DeclineForm(request.form)
    if not form.validate():
        return page(quote, decline=form, status=422)
    try:
        answering.decline(quote, reason=form.reason.data, by=me())
    except NotNow:
        wrong = _("It was answered already")
        return page(quote, decline=form, wrong=wrong, status=409)
    flash(_("Declined. Thank you for telling us why"))
    return redirect(url_for(".show", number=quote.number), 303)


@bp.post("/quotes/<number>/question")
@open_to(CUSTOMERS)
def question(number: str) -> ResponseReturnValue:
    """Open a concern with the quote attached as it stands."""
    quote = _theirs(number)
    form = QuestionForm(request.form)
    if not form.validate():
        return page(quote, question=form, status=422)
    try:
        ticket = raise_concern(
            kind=TicketKind.QUESTION,
            subject=_("About quote %(number)s: %(product)s", number=quote.number,
                      product=quote.product)[:200],
            body=form.body.data,
            customer=quote.customer,
            contact_point=tickets.contact_point_of(me()),
            by=me(),
            origin=Origin.WEB,
            files=[Upload(f"{quote.number}.pdf", pdf.of_quote(quote, reader()))],
            once=form.once.data,
            confirmed=True,
        )  # fmt: skip
    except SentOtherwise:
        wrong = _("This was sent before with other words. Look at your concerns")
        return page(quote, question=form, wrong=wrong, status=422)
    flash(_("We have your question: %(number)s", number=ticket.number))
    return redirect(url_for("tickets.show", number=ticket.number), 303)


@bp.post("/quotes/<number>/withdraw")
@open_to(CUSTOMERS)
def withdraw(number: str) -> ResponseReturnValue:
    quote = _theirs(number)
    try:
        asking.withdraw(quote, by=me())
    except NotNow:
        return page(quote, wrong=_("It is issued already: accept or decline it"), status=409)
    flash(_("We no longer prepare it"))
    return redirect(url_for(".show", number=quote.number), 303)


@bp.post("/quotes/<number>/fresh")
@open_to(CUSTOMERS)
def ask_again(number: str) -> ResponseReturnValue:
    quote = _theirs(number)
    try:
        fresh = asking.ask_again(quote, by=me())
    except (NotForSale, UnknownPick, NoBuild, TooMuch):
        wrong = _("We no longer build it like this. Its build shows the nearest we offer")
        return page(quote, wrong=wrong, status=409)
    except TooManyQuotes:
        return page(quote, wrong=_("Many of your quotes wait already"), status=409)
    except NotNow:
        return page(quote, wrong=_("It is not expired"), status=409)
    flash(_("Asked for: %(number)s", number=fresh.number))
    return redirect(url_for(".show", number=fresh.number), 303)


def words_of(quote: Quote) -> str:
    """The exact words that are accepted, as the page shows them and the quote keeps them."""
    return _(
        "I accept quote %(number)s and order %(quantity)s × %(product)s for %(total)s with VAT.",
        number=quote.number,
        quantity=quote.quantity,
        product=quote.product,
        total=money(quote.total, reader=reader()).replace("<bdi>", "").replace("</bdi>", ""),
    )


def page(
    quote: Quote,
    *,
    accept: AcceptForm | None = None,
    decline: DeclineForm | None = None,
    question: QuestionForm | None = None,
    wrong: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    context: dict[str, Any] = {
        "accept": accept or AcceptForm(None, name=me().name),
        "decline": decline or DeclineForm(None),
        "question": question or QuestionForm(None),
        "said": accept or decline or question,
    }
    return render(
        "quotes/show.html",
        status=status,
        quote=quote,
        wrong=wrong,
        pill=words.status_of(quote),
        words=words_of(quote),
        ready_on=dated(ready_on(quote.days), reader(), clock.now()),
        **context,
    )


def _theirs(number: str) -> Quote:
    quote = get_or_404(queries.quote_for(me(), number))
    require(policy.may_answer, quote)
    return quote
