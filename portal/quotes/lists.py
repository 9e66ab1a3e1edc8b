"""Quotes as lists to search and narrow: the customer's own, and the desk's."""

from typing import Any

from sqlalchemy import ColumnElement, or_

from portal.accounts.models import User
from portal.customers.models import Customer
from portal.quotes import queries
from portal.quotes.models import Quote, QuoteState
from portal.web.languages import lazy
from portal.web.listing import Listing, Sorting, View

SORTINGS = {
    "newest": Sorting(lazy("Newest first"), (Quote.id,)),
    "oldest": Sorting(lazy("Oldest first"), (Quote.id,), descending=False),
}


def own(user: User) -> Listing:
    views = {
        "all": View(lazy("All")),
        "open": View(lazy("To accept"), queries.is_open()),
        "asked": View(lazy("Asked for"), Quote.state == QuoteState.ASKED),
        "accepted": View(lazy("Accepted"), Quote.state == QuoteState.ACCEPTED),
        "expired": View(lazy("Expired"), queries.is_expired()),
        "declined": View(lazy("Declined"), Quote.state == QuoteState.DECLINED),
    }
    return Listing(
        model=Quote,
        visible=queries.quotes_seen_by(user),
        says=_says,
        views=views,
        sortings=SORTINGS,
    )


def desk(user: Any) -> Listing:
    views = {
        "asked": View("To issue", Quote.state == QuoteState.ASKED),
        "open": View("Waiting for an answer", queries.is_open()),
        "accepted": View("Accepted", Quote.state == QuoteState.ACCEPTED),
        "declined": View("Declined", Quote.state == QuoteState.DECLINED),
        "expired": View("Expired", queries.is_expired()),
        "all": View("All"),
    }
    return Listing(
        model=Quote,
        visible=queries.at_the_desk(user),
        says=_says_at_the_desk,
        views=views,
        sortings=SORTINGS,
    )


def _says(word: str) -> ColumnElement[bool]:
    return or_(
        Quote.id == Quote.id_of(word),
        Quote.product.icontains(word, autoescape=True),
        Quote.summary.icontains(word, autoescape=True),
    )


def _says_at_the_desk(word: str) -> ColumnElement[bool]:
    whose = Quote.customer.has(Customer.name.icontains(word, autoescape=True))
    return or_(_says(word), whose)
