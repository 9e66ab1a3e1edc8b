"""What production holds about a person: what we wrote to them, and what they answered."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from portal.orders.models import Order
from portal.orders.production_models import Cancellation, DateMove, Delay, OrderWait, Parcel
from portal.personal import Condition, PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy

WHY = lazy("To tell you how far your order is, and to know afterwards what we told you")


def _of_their_orders(kind: Any) -> Condition:
    def shown(subject: Subject) -> ColumnElement[bool]:
        orders = select(Order.id).where(Order.customer_id == subject.customer_id)
        return kind.order_id.in_(orders)

    return shown


def _erased(kind: Any, who: Any = None) -> Condition:
    """An organisation's stay with it, but for the name of who answered."""

    def about(subject: Subject) -> ColumnElement[bool]:
        answered = who.in_(subject.user_ids) if who is not None else false()
        return or_(answered, _of_their_orders(kind)(subject)) if subject.is_whole else answered

    return about


TABLES = (
    PersonalTable(
        model=OrderWait,
        title=lazy("When your orders waited"),
        why=WHY,
        about=_erased(OrderWait),
        shown=_of_their_orders(OrderWait),
        columns={
            "words": said(lazy("What we told you")),
            "reason": fact(lazy("Reason")),
            "began_at": fact(lazy("Since")),
            "ended_at": fact(lazy("Until")),
            "expected_on": fact(lazy("Expected")),
        },
    ),
    PersonalTable(
        model=DateMove,
        title=lazy("Days of your orders that moved"),
        why=WHY,
        about=_erased(DateMove),
        shown=_of_their_orders(DateMove),
        columns={
            "words": said(lazy("What we told you")),
            "stage": fact(lazy("Stage")),
            "from_on": fact(lazy("Planned before")),
            "to_on": fact(lazy("Planned then")),
            "reason": fact(lazy("Reason")),
            "moved_at": fact(lazy("Moved")),
            "moved_by": inner("who of us moved it"),
            "moved_by_id": link(),
        },
    ),
    PersonalTable(
        model=Delay,
        title=lazy("Later days we asked you to agree to"),
        why=WHY,
        about=_erased(Delay, Delay.answered_by_id),
        shown=_of_their_orders(Delay),
        columns={
            "words": said(lazy("What we told you")),
            "from_on": fact(lazy("Promised before")),
            "to_on": fact(lazy("Asked for")),
            "reason": fact(lazy("Reason")),
            "state": fact(lazy("Answer")),
            "asked_at": fact(lazy("Asked")),
            "ended_at": fact(lazy("Answered")),
            "answered_by": said(lazy("Answered by")),
            "answered_by_id": link(),
        },
    ),
    PersonalTable(
        model=Parcel,
        title=lazy("Parcels of your orders"),
        why=WHY,
        about=_erased(Parcel),
        shown=_of_their_orders(Parcel),
        rows_go=True,
        columns={
            "carrier": fact(lazy("Carrier")),
            "code": fact(lazy("Code")),
            "url": fact(lazy("Where it can be followed")),
            "sent_on": fact(lazy("Sent")),
        },
    ),
    PersonalTable(
        model=Cancellation,
        title=lazy("Orders that were cancelled"),
        why=WHY,
        about=_erased(Cancellation, Cancellation.cancelled_by_id),
        shown=_of_their_orders(Cancellation),
        columns={
            "words": said(lazy("Why")),
            "fee_minor": fact(lazy("Fee in cents")),
            "currency": fact(lazy("Currency")),
            "cancelled_at": fact(lazy("Cancelled")),
            "cancelled_by_id": link(),
        },
    ),
)
