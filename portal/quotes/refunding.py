"""What is paid for an order that ends is owed back, less the fee; and who sees to it.

A refund is a payment below zero. The port says by when it has to be back; with the invoice, a
person transfers it and says so here: until then it is a task of the desk, and the customer reads
by when it is there.
"""

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post
from portal.money import Money
from portal.orders.models import Order
from portal.orders.readers import readers_of
from portal.quotes import mails, paying
from portal.quotes.events import RefundOwed
from portal.quotes.models import Payment, PaymentState

COUNT_CAP = 100
MOST = 200


def settle(order: Order, fee: Money, *, by: Actor | None) -> Payment | None:
    """What the end of an order leaves: nothing that was due is due any more, what was paid comes
    back less the fee, and of a fee that was not paid yet the rest is due. Inside the verb, or the
    reaction, that ends it, once."""
    payments = paying.payments_of(order)
    if not payments:
        return None
    paid = sum(each.amount_minor for each in payments if each.state is PaymentState.PAID)
    paying.void(order)
    left = fee.minor - paid
    if left > 0:
        return paying.ask(order, "cancellation", Money(left, fee.currency))
    if left == 0:
        return None
    refund = paying.ask(order, "refund", Money(left, fee.currency))
    if by is not None and by.is_staff:
        refund.owner_id = by.id
        session.flush()
    record(
        RefundOwed(
            order_id=order.id,
            number=order.number,
            amount=paying.in_words(-left, refund.currency),
            until=refund.due_on.isoformat(),
        ),
        customer=order.customer,
        by=by,
    )
    for user in readers_of(order):
        post(mails.refund_owed(order, refund, user))
    return refund


@atomic()
def take(refund: Payment, *, by: User) -> bool:
    """They see to it from now on. False when it is sent already."""
    lock(refund)
    if refund.state is not PaymentState.DUE:
        return False
    refund.owner_id = by.id
    session.flush()
    return True


def owed() -> list[tuple[Payment, Order, str | None]]:
    """Everything we owe back, the soonest first, each with its order and who sees to it."""
    found = (
        select(Payment, Order, User.name)
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(User, User.id == Payment.owner_id)
        .where(_is_owed())
        .order_by(Payment.due_on, Payment.id)
        .limit(MOST)
    )
    return [tuple(row) for row in session.execute(found)]


def count_owed() -> int:
    some = select(Payment.id).where(_is_owed()).limit(COUNT_CAP).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _is_owed() -> ColumnElement[bool]:
    """What was never paid does not go back: an unpaid order that got cheaper only costs less."""
    came = aliased(Payment)
    is_paid = exists().where(
        came.order_id == Payment.order_id, came.state == PaymentState.PAID, came.amount_minor > 0
    )
    return (Payment.state == PaymentState.DUE) & (Payment.amount_minor < 0) & is_paid
