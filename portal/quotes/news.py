"""What customers are told of their quotes, in one sentence each."""

from portal.manifest import NoticeKind
from portal.preferences.telling import Told
from portal.quotes.models import Quote
from portal.web.languages import lazy

QUOTES = NoticeKind(name="quotes", title=lazy("Your quote is there, or about to end"))
KINDS = (QUOTES,)


def issued(quote: Quote) -> Told:
    text = lazy(
        "Your quote %(number)s is there: %(product)s", number=quote.number, product=quote.product
    )
    return Told(kind=QUOTES.name, text=text, path=f"/quotes/{quote.number}", about=quote.about)


def ends_soon(quote: Quote) -> Told:
    text = lazy("Your quote %(number)s is valid for 2 more days", number=quote.number)
    return Told(kind=QUOTES.name, text=text, path=f"/quotes/{quote.number}", about=quote.about)
