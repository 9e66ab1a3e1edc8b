"""What follows for the money when an order ends."""

from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.orders.cancelling import cancellation_of
from portal.orders.models import Order
from portal.orders.production_events import OrderCancelled
from portal.quotes import refunding


@on(OrderCancelled)
def leave_the_fee_only(entry: Entry) -> None:
    """What was paid comes back and what was due is due no longer, but for the fee."""
    order = session.get_one(Order, entry.particulars["order_id"])
    ended = cancellation_of(order)
    if ended:
        refunding.settle(order, ended.fee, by=entry.actor)
