"""Whether an order is still being built, for every verb that changes it."""

from portal.orders.models import Order


class NoLongerBuilt(Exception):
    """It was delivered or cancelled: nothing about it can be changed any more."""


class MovedMeanwhile(Exception):
    """Somebody else changed it since the page was shown; what it is now has to be seen first."""


class OrderCancelled(NoLongerBuilt):
    """A cancelled order is not built."""


def must_be_going_on(order: Order) -> None:
    if order.cancelled_at:
        raise OrderCancelled(order.number)
    if order.is_delivered:
        raise NoLongerBuilt(order.number)
