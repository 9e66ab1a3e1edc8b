"""What customers are told of their orders, in one sentence each."""

from datetime import date
from typing import Any

from flask_babel.speaklater import LazyString

from portal import clock
from portal.manifest import NoticeKind
from portal.orders.models import Order, ProductionStage
from portal.orders.production_models import Delay, OrderWait, Parcel
from portal.orders.production_words import WAITS
from portal.orders.stages import now_of
from portal.preferences.telling import Told
from portal.web.formatting import Reader, dated
from portal.web.languages import language, lazy

READY = NoticeKind(name="order-ready", title=lazy("Your order is ready, or delivered"))
PROGRESS = NoticeKind(
    name="order-progress", title=lazy("Your order moves on in the workshop"), how="none"
)
DATES = NoticeKind(name="order-dates", title=lazy("The dates of your order move, or it waits"))
KINDS = (READY, PROGRESS, DATES)
ENDS = (ProductionStage.READY, ProductionStage.DELIVERED)


def moved_on(order: Order) -> Told:
    text = lazy(
        "Your order %(number)s (%(product)s): %(now)s",
        number=order.number,
        product=order.product,
        now=now_of(order),
    )
    return _told(READY if order.stage in ENDS else PROGRESS, order, text)


def waits(order: Order, wait: OrderWait) -> Told:
    text = lazy("Your order %(number)s waits: %(why)s", number=order.number, why=WAITS[wait.reason])
    return _told(DATES, order, text)


def date_moved(order: Order, ready_on: date) -> Told:
    text = lazy(
        "Your order %(number)s is planned for %(day)s now",
        number=order.number,
        day=lazy_date(ready_on),
    )
    return _told(DATES, order, text)


def delayed(order: Order, delay: Delay) -> Told:
    text = lazy(
        "We ask you to agree to a new day for order %(number)s: %(day)s",
        number=order.number,
        day=lazy_date(delay.to_on),
    )
    return _told(DATES, order, text, "/delay")


def cancelled(order: Order) -> Told:
    text = lazy("Your order %(number)s is cancelled", number=order.number)
    return _told(READY, order, text)


def sent(order: Order, parcel: Parcel) -> Told:
    text = lazy(
        "A parcel of your order %(number)s is on its way with %(carrier)s",
        number=order.number,
        carrier=parcel.carrier,
    )
    return _told(READY, order, text)


def lazy_date(on: date) -> Any:
    """The day as its reader writes it, when it is said."""
    return LazyString(lambda: dated(on, Reader(locale=language().locale), clock.now()))


def _told(kind: NoticeKind, order: Order, text: Any, page: str = "") -> Told:
    return Told(
        kind=kind.name,
        text=text,
        path=f"/orders/{order.number}{page}",
        about=f"order:{order.id}",
    )
