"""What goes by itself: a word before a quote is over."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.jobs import sweep
from portal.quotes import mails, news
from portal.quotes.models import Quote, QuoteState
from portal.quotes.readers import tell_all

TOLD_BEFORE = timedelta(days=2)


@sweep(every=timedelta(hours=1))
@atomic()
def say_that_quotes_end_soon() -> int:
    """Once for each, two days before. A quote issued for less is not mentioned again."""
    now = clock.now()
    ending = (
        select(Quote)
        .where(
            Quote.state == QuoteState.ISSUED,
            Quote.reminded_at.is_(None),
            Quote.valid_until > now,
            Quote.valid_until <= now + TOLD_BEFORE,
            Quote.issued_at < now - TOLD_BEFORE,
        )
        .order_by(Quote.id)
        .limit(200)
    )
    found = session.scalars(ending.with_for_update(skip_locked=True)).all()
    for quote in found:
        quote.reminded_at = now
        tell_all(
            quote, news.ends_soon(quote), lambda user, quote=quote: mails.ends_soon(quote, user)
        )
    return len(found)
