"""Questions about quotes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.quotes.models import Quote, QuoteState
from portal.quotes.policy import visible_to

MOST_SHOWN = 200
SHOWN_AFTER = timedelta(days=30)


def quote_for(user: User, number: str) -> Select[tuple[Quote]]:
    """The quote of that number, if this person may see it."""
    return (
        select(Quote)
        .options(joinedload(Quote.customer), joinedload(Quote.version), joinedload(Quote.order))
        .where(Quote.id == Quote.id_of(number), visible_to(user))
    )


def quotes_seen_by(user: User) -> Select[tuple[Quote]]:
    """What this person sees of their customer's quotes, in no order yet."""
    return select(Quote).where(visible_to(user), Quote.customer_id == user.customer_id)


def at_the_desk(user: Any) -> Select[tuple[Quote]]:
    return select(Quote).options(joinedload(Quote.customer)).where(visible_to(user))


def to_accept(user: User) -> Select[tuple[Quote]]:
    """What waits for this person's answer, the first to end first."""
    return quotes_seen_by(user).where(is_open()).order_by(Quote.valid_until, Quote.id)


def going_on(user: User) -> Select[tuple[Quote]]:
    """What has not become an order: asked for, open, or just expired."""
    lately = Quote.valid_until > clock.now() - SHOWN_AFTER
    issued = and_(Quote.state == QuoteState.ISSUED, lately)
    waits = or_(Quote.state == QuoteState.ASKED, issued)
    return quotes_seen_by(user).where(waits).order_by(Quote.id.desc()).limit(5)


def of_customer(customer: Customer) -> Select[tuple[Quote]]:
    found = select(Quote).where(Quote.customer_id == customer.id)
    return found.order_by(Quote.id.desc()).limit(MOST_SHOWN)


def is_open() -> ColumnElement[bool]:
    return and_(Quote.state == QuoteState.ISSUED, Quote.valid_until > clock.now())


def is_expired() -> ColumnElement[bool]:
    return and_(Quote.state == QuoteState.ISSUED, Quote.valid_until <= clock.now())
