"""The customer's answer to a quote: accepted with a name, which places the order, or declined."""

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders.models import Order
from portal.quotes.asking import NotNow
from portal.quotes.events import QuoteAccepted, QuoteDeclined
from portal.quotes.models import Quote, QuoteState
from portal.quotes.ordering import place_build


class Expired(Exception):
    """Its time is over; a fresh one can be asked for."""


@atomic()
def accept(quote: Quote, *, name: str, text: str, by: User) -> Order:
    """Order what the quote says, at its price. `text` are the exact words they agreed to, kept with
    the name and the moment. Accepting twice gives the same order.
    """
    lock(quote)
    if quote.state is QuoteState.ACCEPTED:
        return session.get_one(Order, quote.order_id)
    if quote.is_expired:
        raise Expired(quote.number)
    if quote.state is not QuoteState.ISSUED:
        raise NotNow(quote.number)
    order = place_build(
        quote.customer,
        quote.product,
        {
            "version_id": quote.version_id, "picks": quote.picks, "summary": quote.summary,
            "quantity": quote.quantity, "unit_minor": quote.unit_minor, "days": quote.days,
            "currency": quote.currency, "lines": quote.lines,
            "discount_minor": quote.discount_minor, "quote_id": quote.id,
        },
        by=by,
    )  # fmt: skip
    quote.state, quote.order_id = QuoteState.ACCEPTED, order.id
    quote.answered_at, quote.answered_by_id = clock.now(), by.id
    quote.answer_name, quote.answer_text = name, text
    session.flush()
    event = QuoteAccepted(quote_id=quote.id, number=quote.number, order=order.number)
    record(event, customer=quote.customer, by=by)
    return order


@atomic()
def decline(quote: Quote, *, reason: str, by: User) -> None:
    """They do not want it. Declining twice does nothing."""
    lock(quote)
    if quote.state is QuoteState.DECLINED:
        return
    if quote.state is not QuoteState.ISSUED:
        raise NotNow(quote.number)
    quote.state, quote.answer_text = QuoteState.DECLINED, reason
    quote.answered_at, quote.answered_by_id = clock.now(), by.id
    quote.answer_name = by.name or ""
    session.flush()
    event = QuoteDeclined(quote_id=quote.id, number=quote.number)
    record(event, customer=quote.customer, by=by)
