"""What the portal writes about quotes and what was ordered."""

from typing import Any

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.orders.mails import of_order
from portal.orders.models import Order
from portal.quotes.models import OrderedBuild, Payment, Quote
from portal.web.languages import lazy
from portal.web.links import absolute


def issued(quote: Quote, user: User) -> Mail:
    subject = lazy("Your quote %(number)s: %(product)s", number=quote.number, product=quote.product)
    return _of_quote(quote, user, "issued", subject)


def ends_soon(quote: Quote, user: User) -> Mail:
    return _of_quote(
        quote, user, "ends_soon", lazy("Your quote %(number)s ends soon", number=quote.number)
    )


def ordered(order: Order, made: OrderedBuild, payment: Payment, user: User) -> Mail:
    """The confirmation: it holds the whole contract, so it is never left out."""
    subject = lazy("Your order %(number)s: %(product)s", number=order.number, product=order.product)
    reference = f"ordered:{order.id}"
    return of_order(
        order, user, reference, subject, "quotes/mail/ordered", made=made, payment=payment
    )


def changed(order: Order, made: OrderedBuild, more: int, user: User) -> Mail:
    subject = lazy("Your order %(number)s is changed", number=order.number)
    reference = f"build-changed:{made.id}"
    return of_order(order, user, reference, subject, "quotes/mail/changed", made=made, more=more)


def refund_owed(order: Order, refund: Payment, user: User) -> Mail:
    subject = lazy("Your money for order %(number)s comes back", number=order.number)
    reference = f"refund:{refund.id}"
    return of_order(
        order,
        user,
        reference,
        subject,
        "quotes/mail/refund",
        refund=refund,
        back=-refund.amount_minor,
    )


def _of_quote(quote: Quote, user: User, template: str, subject: Any) -> Mail:
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=quote.customer,
        purpose=Purpose.SERVICE,
        reference=f"quote-{template.replace('_', '-')}:{quote.id}:{user.id}",
        subject=subject,
        template=f"quotes/mail/{template}",
        context={"quote": quote, "url": absolute("quotes.show", number=quote.number)},
    )
