"""What the portal writes to customers about their orders."""

from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.orders.models import Order
from portal.orders.production_models import Cancellation, DateMove, Delay, OrderWait, Parcel
from portal.orders.production_words import WAITS
from portal.orders.stages import now_of
from portal.web.languages import lazy
from portal.web.links import absolute


def moved_on(order: Order, user: User) -> Mail:
    """The order reached the stage it is in."""
    now = now_of(order)
    subject = lazy("Your order %(number)s: %(now)s", number=order.number, now=now)
    return _news(order, user, f"order-stage:{order.id}:{order.stage}", subject, "moved_on", now=now)


def waits(order: Order, wait: OrderWait, user: User) -> Mail:
    subject = lazy(
        "Your order %(number)s waits: %(why)s", number=order.number, why=WAITS[wait.reason]
    )
    return _news(
        order, user, f"order-wait:{wait.id}", subject, "waits", wait=wait, why=WAITS[wait.reason]
    )


def date_moved(order: Order, ready_on: date, move: DateMove, user: User) -> Mail:
    """The day it is planned to be ready is another one, within the promise."""
    subject = lazy("Your order %(number)s has another day", number=order.number)
    return _news(
        order,
        user,
        f"order-move:{move.id}",
        subject,
        "date_moved",
        ready_on=ready_on,
        why=WAITS[move.reason],
        words=move.words,
    )


def delayed(order: Order, delay: Delay, user: User, *, again: bool = False) -> Mail:
    """Asks for consent. Its links open a page with the answer chosen; none of them records one."""
    subject = lazy("Can your order %(number)s come later?", number=order.number)
    page = absolute("orders.delay", number=order.number)
    return _news(
        order,
        user,
        f"order-delay:{delay.id}{':again' if again else ''}",
        subject,
        "delayed",
        delay=delay,
        why=WAITS[delay.reason],
        agree_url=f"{page}?answer=agree",
        cancel_url=f"{page}?answer=cancel",
        ask_url=f"{page}?answer=ask",
    )


def cancelled(order: Order, cancellation: Cancellation, user: User) -> Mail:
    subject = lazy("Your order %(number)s is cancelled", number=order.number)
    reference = f"order-cancelled:{order.id}"
    return _news(order, user, reference, subject, "cancelled", cancellation=cancellation)


def sent(order: Order, parcel: Parcel, user: User) -> Mail:
    subject = lazy("A parcel of your order %(number)s is on its way", number=order.number)
    return _news(order, user, f"order-parcel:{parcel.id}", subject, "sent", parcel=parcel)


def of_order(
    order: Order, user: User, reference: str, subject: Any, template: str, **context: Any
) -> Mail:
    """A mail about an order to one of those who may read it, with the address of its page."""
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=order.customer,
        purpose=Purpose.SERVICE,
        reference=f"{reference}:{user.id}",
        subject=subject,
        template=template,
        context={"order": order, "url": absolute("orders.show", number=order.number), **context},
    )


def _news(
    order: Order, user: User, reference: str, subject: Any, template: str, **context: Any
) -> Mail:
    return of_order(order, user, reference, subject, f"orders/mail/{template}", **context)
