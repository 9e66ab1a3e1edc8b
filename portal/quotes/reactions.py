"""What follows for the money when an order ends."""

from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.orders.cancelling import cancellation_of
from portal.orders.models import Order
from portal.orders.production_events import OrderCancelled
from portal.quotes import paying


@on(OrderCancelled)
def ask_for_the_fee_only(entry: Entry) -> None:
    """What was due for the order is due no longer; the fee is, where there is one."""
    order = session.get_one(Order, entry.particulars["order_id"])
    if not paying.payments_of(order):
        return
    paying.void(order)
    ended = cancellation_of(order)
    if ended and ended.fee_minor:
        paying.ask(order, "cancellation", ended.fee)
