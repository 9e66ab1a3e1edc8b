"""Issuing a quote at the desk: its price computed anew, perhaps less a discount, then held."""

from datetime import timedelta

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.quotes import mails, news
from portal.quotes.asking import NotNow, picks_of
from portal.quotes.events import QuoteIssued
from portal.quotes.figures import Figures, NotForSale, current_version, figures
from portal.quotes.models import Quote, QuoteState
from portal.quotes.readers import tell_all

USUALLY_VALID = 14
LONGEST_VALID = 90
MOST_PERCENT = {Role.AGENT: 5, Role.LEAD: 15, Role.ADMIN: 25}


class TooGenerous(ValueError):
    """More than this colleague may give; `most` in minor units."""

    def __init__(self, most: int):
        super().__init__(most)
        self.most = most


class WithoutReason(ValueError):
    """A discount says why it is given."""


class PriceChanged(Exception):
    """It costs another amount than whoever issues it was shown."""


@atomic()
def issue(
    quote: Quote,
    *,
    valid_days: int = USUALLY_VALID,
    discount_minor: int = 0,
    discount_reason: str = "",
    note: str = "",
    seen: str | None = None,
    by: User,
) -> Quote:
    """Make the quote an offer that its customer can accept until it is over.

    `seen` is the mark of the figures that were shown: PriceChanged where they are others now. The
    same quote issued by two colleagues: the second is told with NotNow.
    """
    lock(quote)
    if quote.state is not QuoteState.ASKED:
        raise NotNow(quote.number)
    found = figures_now(quote)
    if seen is not None and seen != found.mark:
        raise PriceChanged(quote.number)
    most = most_discount(found, by)
    if not 0 <= discount_minor <= most:
        raise TooGenerous(most)
    if discount_minor and not discount_reason:
        raise WithoutReason(quote.number)
    _offer(quote, found, valid_days, discount_minor, discount_reason, by)
    quote.note = note
    session.flush()
    event = QuoteIssued(
        quote_id=quote.id,
        number=quote.number,
        total=f"{quote.total.minor / 100:.2f} {quote.currency}",
        until=quote.valid_until.date().isoformat(),
    )
    record(event, customer=quote.customer, by=by)
    tell_all(quote, news.issued(quote), lambda user: mails.issued(quote, user))
    return quote


def _offer(
    quote: Quote, found: Figures, days: int, discount_minor: int, reason: str, by: User
) -> None:
    for name, value in found.columns().items():
        setattr(quote, name, value)
    now = clock.now()
    quote.discount_minor, quote.discount_reason = discount_minor, reason
    quote.issued_by_id, quote.issued_by, quote.issued_at = by.id, by.name, now
    quote.valid_until = now + timedelta(days=max(1, min(days, LONGEST_VALID)))
    quote.state = QuoteState.ISSUED


def figures_now(quote: Quote) -> Figures:
    """At today's list, wherever the build can still be had; UnknownPick or NotForSale where not."""
    today = current_version(quote.version)
    if today is None:
        raise NotForSale(quote.number)
    return figures(today, picks_of(quote), quote.quantity)


def most_discount(found: Figures, by: User) -> int:
    return found.total.minor * MOST_PERCENT.get(by.role, 0) // 100
