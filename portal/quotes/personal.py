"""What quotes and ordered builds hold about a person."""

from sqlalchemy import ColumnElement, or_, select

from portal.orders.models import Order
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.quotes.models import OrderedBuild, Payment, Quote
from portal.web.languages import lazy


def _their_orders(subject: Subject) -> ColumnElement[bool]:
    orders = select(Order.id).where(Order.customer_id == subject.customer_id)
    return OrderedBuild.order_id.in_(orders)


def _quotes(subject: Subject) -> ColumnElement[bool]:
    theirs = or_(
        Quote.asked_by_id.in_(subject.user_ids), Quote.answered_by_id.in_(subject.user_ids)
    )
    return or_(theirs, Quote.customer_id == subject.customer_id) if subject.is_whole else theirs


TABLES = (
    PersonalTable(
        model=Quote,
        title=lazy("Your quotes"),
        why=lazy("To offer you what you chose, and to know what was agreed"),
        about=_quotes,
        shown=lambda subject: Quote.customer_id == subject.customer_id,
        columns={
            "customer_id": link(),
            "product": fact(lazy("Product")),
            "summary": fact(lazy("Build")),
            "picks": inner("the build as codes of its model"),
            "lines": inner("the build and its prices as the quote shows them"),
            "quantity": fact(lazy("How many")),
            "unit_minor": fact(lazy("Price of one in cents")),
            "discount_minor": fact(lazy("Discount in cents")),
            "discount_reason": said(lazy("Why there is a discount")),
            "currency": fact(lazy("Currency")),
            "state": fact(lazy("State")),
            "words": said(lazy("What you said")),
            "note": said(lazy("What we said")),
            "asked_at": fact(lazy("Asked")),
            "asked_by_id": link(),
            "once": inner("the key of a form", None),
            "issued_at": fact(lazy("Issued")),
            "issued_by": inner("who of us issued it"),
            "issued_by_id": link(),
            "valid_until": fact(lazy("Valid until")),
            "answered_at": fact(lazy("Answered")),
            "answered_by_id": link(),
            "answer_name": said(lazy("Answered by")),
            "answer_text": said(lazy("What you answered")),
        },
    ),
    PersonalTable(
        model=OrderedBuild,
        title=lazy("What your orders were made of"),
        why=lazy("To build what was agreed, and to prove it afterwards"),
        about=lambda subject: (
            or_(OrderedBuild.made_by_id.in_(subject.user_ids), _their_orders(subject))
            if subject.is_whole
            else OrderedBuild.made_by_id.in_(subject.user_ids)
        ),
        shown=_their_orders,
        columns={
            "summary": fact(lazy("Build")),
            "picks": inner("the build as codes of its model"),
            "lines": inner("the build and its prices as they were agreed"),
            "version_sha256": inner("which text of the model"),
            "quantity": fact(lazy("How many")),
            "unit_minor": fact(lazy("Price of one in cents")),
            "discount_minor": fact(lazy("Discount in cents")),
            "currency": fact(lazy("Currency")),
            "made_at": fact(lazy("Agreed")),
            "made_by": said(lazy("Agreed by")),
            "made_by_id": link(),
            "once": inner("the key of a form", None),
            "once_said": inner("what the form asked for", ""),
        },
    ),
    PersonalTable(
        model=Payment,
        title=lazy("What was due for your orders"),
        why=lazy("To keep our books"),
        about=lambda subject: Payment.id.is_(None),
        shown=lambda subject: Payment.order_id.in_(
            select(Order.id).where(Order.customer_id == subject.customer_id)
        ),
        columns={
            "reference": fact(lazy("Reference")),
            "what": fact(lazy("For")),
            "way": fact(lazy("How")),
            "amount_minor": fact(lazy("Amount in cents")),
            "currency": fact(lazy("Currency")),
            "state": fact(lazy("State")),
            "due_on": fact(lazy("Due")),
            "asked_at": fact(lazy("Asked")),
            "settled_at": fact(lazy("Paid")),
            "owner_id": link(),
        },
    ),
)
