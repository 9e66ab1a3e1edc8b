"""What we owe somebody, as they read it: on their own page, beside an order, and among what we know
of them."""

from typing import Any

from flask import url_for

from portal import clock
from portal.access import me
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.manifest import Fact
from portal.orders import policy as orders
from portal.orders.models import Order
from portal.owed import policy, queue, ways
from portal.owed.models import OwedCheckIn, OwedState
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader

MOST_TOLD = 5


def sentence(owed: OwedCheckIn) -> str:
    day = dated(owed.due_on, reader(), clock.now())
    return _(
        "We ask you by %(day)s how your %(product)s does.", day=day, product=owed.order.product
    )


def tile(user: User) -> dict[str, Any] | None:
    found = [each for each in _owed_to(user) if not each.is_late][:MOST_TOLD]
    return {"told": [(each, sentence(each)) for each in found]} if found else None


def order(order: Order) -> dict[str, Any] | None:
    """Beside an order: what we still owe, and when they were asked."""
    if me().is_staff and me().role not in policy.READERS:
        return None
    found = [each for each in queue.of_order(order) if each.state is not OwedState.WAIVED]
    open_ones = [(each, sentence(each)) for each in found if each.is_open]
    made = [each for each in found if each.state is OwedState.MADE]
    return {"told": open_ones, "made": made} if found else None


def known(user: User) -> list[Fact]:
    """What they are owed, and why: for their privacy page."""
    return [
        Fact(
            title=_("What we owe you: %(product)s", product=each.order.product),
            value=sentence(each),
            source=_("From how closely we look after what you bought, order %(number)s",
                     number=each.order.number),
            used_for=_("Asking you in time, by mail where you agreed to it"),
            correct_url=url_for("orders.show", number=each.order.number),
        )
        for each in _owed_to(user)[:MOST_TOLD]
    ]  # fmt: skip


def panel(customer: Customer) -> dict[str, Any] | None:
    """For the desk: what is owed to them, and what became of the rest."""
    if not policy.may_read(me()):
        return None
    found = queue.of_customer(customer)
    return {"found": found, "stands": ways.standing} if found else None


def page_of(user: User, check_in_id: int) -> str | None:
    """Where staff read of one."""
    if not policy.may_read(user):
        return None
    return url_for("owed.show", number=OwedCheckIn.number_of(check_in_id))


def _owed_to(user: User) -> list[OwedCheckIn]:
    found = queue.open_of(OwedCheckIn.customer_id == user.customer_id)
    return [each for each in found if orders.may_read(user, each.order)]
