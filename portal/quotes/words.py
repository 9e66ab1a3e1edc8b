"""The words for where a quote stands."""

from portal.quotes.models import Quote, QuoteState
from portal.web.languages import lazy

NAME = {
    QuoteState.ASKED: lazy("Asked for"),
    QuoteState.ISSUED: lazy("To accept"),
    QuoteState.ACCEPTED: lazy("Accepted"),
    QuoteState.DECLINED: lazy("Declined"),
    QuoteState.WITHDRAWN: lazy("Withdrawn"),
}
EXPIRED = lazy("Expired")
LOOK = {
    QuoteState.ASKED: ("info", "hourglass"),
    QuoteState.ISSUED: ("warn", "file-text"),
    QuoteState.ACCEPTED: ("good", "check"),
    QuoteState.DECLINED: ("", "x"),
    QuoteState.WITHDRAWN: ("", "x"),
}


def status_of(quote: Quote) -> tuple[str, str, str]:
    """Word, tone and icon of its pill."""
    if quote.is_expired:
        return str(EXPIRED), "bad", "clock"
    return (str(NAME[quote.state]), *LOOK[quote.state])
