"""How long orders have to stay when somebody has themselves erased.

Books stay for ten years from the end of the year, which is the longest that the tax laws around us
ask for. What is being built needs somebody to be delivered to.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, true

from portal import clock
from portal.database import session
from portal.orders.models import Order, ProductionStage
from portal.personal import Kept, Subject
from portal.web.languages import lazy

YEARS_IN_THE_BOOKS = 10
AFTER_DELIVERY = timedelta(days=30)


def may_go() -> ColumnElement[bool]:
    """Orders that are in nobody's books any more."""
    return Order.placed_at < _books_begin()


def kept(subject: Subject) -> Sequence[Kept]:
    """What has to stay of this person's orders. An organisation's stay with it anyway."""
    if not subject.is_whole:
        return ()
    return [*_until_delivered(subject), *_in_the_books(subject)]


def _until_delivered(subject: Subject) -> Sequence[Kept]:
    last = session.scalar(
        select(func.max(Order.promised_on)).where(_of(subject), _is_being_built())
    )
    if last is None:
        return ()
    today = clock.now().date()
    return [
        Kept(
            what=lazy("Your name and your addresses"),
            why=lazy("What we are building for you has to be delivered"),
            until=max(last, today) + AFTER_DELIVERY,
            rows={"customers": true(), "contact_points": true()},
        )
    ]


def _in_the_books(subject: Subject) -> Sequence[Kept]:
    last = session.scalar(select(func.max(Order.placed_at)).where(_of(subject), ~may_go()))
    if last is None:
        return ()
    return [
        Kept(
            what=lazy("Your orders with product, price and dates, under a number"),
            why=lazy("The law has us keep our books for ten years"),
            until=date(last.year + YEARS_IN_THE_BOOKS, 12, 31),
            rows={},
        )
    ]


def _of(subject: Subject) -> ColumnElement[bool]:
    return Order.customer_id == subject.customer_id


def _is_being_built() -> ColumnElement[bool]:
    return and_(Order.stage != ProductionStage.DELIVERED, Order.cancelled_at.is_(None))


def _books_begin() -> datetime:
    return datetime(clock.now().year - YEARS_IN_THE_BOOKS, 1, 1, tzinfo=UTC)
