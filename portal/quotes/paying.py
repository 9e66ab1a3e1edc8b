"""Paying: a port. What is due is written down here; who collects it is another matter.

`Invoice`, the default, needs nobody: the amount is transferred to us by the day on the invoice, and
no card data is ever seen here. Another way is a class with the same two questions, set as
`app.extensions["portal_payments"]`.
"""

from datetime import date, timedelta
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.money import Money
from portal.orders.models import Order
from portal.quotes.events import PaymentReceived, RefundSent
from portal.quotes.models import Payment, PaymentState
from portal.web.languages import lazy


class PaymentPort(Protocol):
    name: str

    def terms(self) -> Any:
        """How it is paid, in one lazy sentence for the customer."""

    def due_on(self, order: Order) -> date:
        """By when it has to be paid."""

    def back_on(self, order: Order) -> date:
        """By when what we owe is back with the customer."""


class Invoice:
    """Paid by transfer, within two weeks; a person transfers what is owed back."""

    name = "invoice"
    time_to_pay = timedelta(days=14)

    def terms(self) -> Any:
        return lazy("You get an invoice and pay within 14 days. No card is needed.")

    def due_on(self, order: Order) -> date:
        return clock.now().date() + self.time_to_pay

    def back_on(self, order: Order) -> date:
        return clock.now().date() + self.time_to_pay


def port() -> PaymentPort:
    return current_app.extensions.get("portal_payments") or Invoice()


@atomic()
def ask(order: Order, what: str, amount: Money) -> Payment:
    """Write down that an amount is due for the order. Inside the verb that causes it."""
    count = len(payments_of(order))
    payment = Payment(
        order_id=order.id,
        way=port().name,
        what=what,
        reference=f"F-{order.number.removeprefix('M-')}-{count + 1}",
        amount_minor=amount.minor,
        currency=amount.currency,
        due_on=port().due_on(order) if amount.minor >= 0 else port().back_on(order),
    )
    session.add(payment)
    session.flush()
    return payment


@atomic()
def receive(order: Order, reference: str, *, by: Actor | None) -> bool:
    """The amount of this reference has come, or has left where we owed it. False when nothing of
    the kind is due: saying it twice does nothing."""
    lock(order)
    found = next((each for each in payments_of(order) if each.reference == reference), None)
    if found is None or found.state is not PaymentState.DUE:
        return False
    found.state = PaymentState.PAID
    found.settled_at = clock.now()
    session.flush()
    kind = RefundSent if found.is_owed else PaymentReceived
    amount = in_words(abs(found.amount_minor), found.currency)
    event = kind(order_id=order.id, number=order.number, amount=amount)
    record(event, customer=order.customer, by=by)
    return True


def in_words(minor: int, currency: str) -> str:
    return f"{minor / 100:.2f} {currency}"


@atomic()
def void(order: Order) -> None:
    """Nothing of what is still due has to be paid any more."""
    for payment in payments_of(order):
        if payment.state is PaymentState.DUE:
            payment.state = PaymentState.VOID
    session.flush()


def payments_of(order: Order) -> list[Payment]:
    found = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id)
    return list(session.scalars(found))
