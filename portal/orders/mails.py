"""What the portal writes to customers about their orders."""

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.orders.models import Order
from portal.orders.words import NOW
from portal.web.languages import lazy
from portal.web.links import absolute


def moved_on(order: Order, user: User) -> Mail:
    """The order reached the stage it is in."""
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=order.customer,
        purpose=Purpose.SERVICE,
        reference=f"order-stage:{order.id}:{order.stage}:{user.id}",
        subject=lazy("Your order %(number)s: %(now)s", number=order.number, now=NOW[order.stage]),
        template="orders/mail/moved_on",
        context={
            "order": order,
            "now": NOW[order.stage],
            "url": absolute("orders.show", number=order.number),
        },
    )
