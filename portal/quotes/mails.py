"""What the portal writes about quotes and what was ordered."""

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.orders.models import Order
from portal.quotes.models import OrderedBuild, Payment, Quote
from portal.web.languages import lazy
from portal.web.links import absolute


def issued(quote: Quote, user: User) -> Mail:
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=quote.customer,
        purpose=Purpose.SERVICE,
        reference=f"quote-issued:{quote.id}:{user.id}",
        subject=lazy(
            "Your quote %(number)s: %(product)s", number=quote.number, product=quote.product
        ),
        template="quotes/mail/issued",
        context={"quote": quote, "url": absolute("quotes.show", number=quote.number)},
    )


def ends_soon(quote: Quote, user: User) -> Mail:
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=quote.customer,
        purpose=Purpose.SERVICE,
        reference=f"quote-ends-soon:{quote.id}:{user.id}",
        subject=lazy("Your quote %(number)s ends soon", number=quote.number),
        template="quotes/mail/ends_soon",
        context={"quote": quote, "url": absolute("quotes.show", number=quote.number)},
    )


def ordered(order: Order, made: OrderedBuild, payment: Payment, user: User) -> Mail:
    """The confirmation: it holds the whole contract, so it is never left out."""
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=order.customer,
        purpose=Purpose.SERVICE,
        reference=f"ordered:{order.id}:{user.id}",
        subject=lazy(
            "Your order %(number)s: %(product)s", number=order.number, product=order.product
        ),
        template="quotes/mail/ordered",
        context={
            "order": order,
            "made": made,
            "payment": payment,
            "url": absolute("orders.show", number=order.number),
        },
    )


def changed(order: Order, made: OrderedBuild, more: int, user: User) -> Mail:
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=order.customer,
        purpose=Purpose.SERVICE,
        reference=f"build-changed:{made.id}:{user.id}",
        subject=lazy("Your order %(number)s is changed", number=order.number),
        template="quotes/mail/changed",
        context={
            "order": order,
            "made": made,
            "more": more,
            "url": absolute("orders.show", number=order.number),
        },
    )
