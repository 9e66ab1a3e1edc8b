"""Asking for a quote, and thinking better of it."""

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.building.models import Build
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.quotes.events import QuoteAsked, QuoteWithdrawn
from portal.quotes.figures import Figures, NotForSale, current_version, figures, standing
from portal.quotes.models import Quote, QuoteState

MOST_OPEN = 20


class SentOtherwise(Exception):
    """The same form came with other words."""


class TooManyQuotes(Exception):
    """So many of a customer's quotes may wait at a time."""


class NotNow(Exception):
    """The quote is in another state by now."""


@atomic()
def ask(build: Build, *, quantity: int, words: str, once: str | None = None, by: User) -> Quote:
    """Ask the desk for a quote. Two clicks ask once; other words with the same key: SentOtherwise.

    Raises NotForSale, TooMuch, TooManyQuotes.
    """
    customer = lock(session.get_one(Customer, by.customer_id))
    known = _asked_with(once)
    if known:
        if (known.customer_id, known.build_id, known.quantity, known.words) != (
            customer.id, build.id, quantity, words,
        ):  # fmt: skip
            raise SentOtherwise
        return known
    _must_have_room(customer)
    found = standing(build, quantity).figures
    if found is None:
        raise NotForSale(build.code)
    return _new(found, customer, build_id=build.id, words=words, once=once, by=by)


@atomic()
def ask_again(quote: Quote, *, by: User) -> Quote:
    """A fresh quote in place of one that has expired, at today's price. Two clicks ask once."""
    lock(quote)
    fresh = session.scalars(select(Quote).where(Quote.follows_id == quote.id)).one_or_none()
    if fresh:
        return fresh
    if not quote.is_expired:
        raise NotNow(quote.number)
    customer = lock(session.get_one(Customer, quote.customer_id))
    _must_have_room(customer)
    today = current_version(quote.version)
    if today is None:
        raise NotForSale(quote.number)
    found = figures(today, picks_of(quote), quote.quantity)
    return _new(found, customer, build_id=quote.build_id, follows_id=quote.id, by=by)


@atomic()
def withdraw(quote: Quote, *, by: User) -> None:
    """Its customer needs it no longer. Only before it is issued; twice does nothing."""
    lock(quote)
    if quote.state is QuoteState.WITHDRAWN:
        return
    if quote.state is not QuoteState.ASKED:
        raise NotNow(quote.number)
    quote.state, quote.answered_at, quote.answered_by_id = QuoteState.WITHDRAWN, clock.now(), by.id
    session.flush()
    event = QuoteWithdrawn(quote_id=quote.id, number=quote.number)
    record(event, customer=quote.customer, by=by)


def picks_of(quote: Quote) -> list[tuple[str, str]]:
    return [(group, option) for group, options in quote.picks.items() for option in options]


def _asked_with(once: str | None) -> Quote | None:
    if not once:
        return None
    return session.scalars(select(Quote).where(Quote.once == once)).one_or_none()


def _must_have_room(customer: Customer) -> None:
    waiting = select(Quote.id).where(
        Quote.customer_id == customer.id, Quote.state == QuoteState.ASKED
    )
    if len(session.scalars(waiting.limit(MOST_OPEN)).all()) >= MOST_OPEN:
        raise TooManyQuotes(customer.number)


def _new(
    found: Figures,
    customer: Customer,
    *,
    build_id: int | None,
    words: str = "",
    once: str | None = None,
    follows_id: int | None = None,
    by: User,
) -> Quote:
    quote = Quote(
        customer_id=customer.id,
        build_id=build_id,
        product=found.made.model.name[:250],
        words=words,
        once=once,
        follows_id=follows_id,
        asked_by_id=by.id,
        **found.columns(),
    )
    session.add(quote)
    session.flush()
    asked = QuoteAsked(quote_id=quote.id, number=quote.number, product=quote.product)
    record(asked, customer=customer, by=by)
    return quote
