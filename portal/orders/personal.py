"""What orders hold about a person."""

from sqlalchemy import ColumnElement, and_, false, select

from portal.orders.models import Order
from portal.orders.retention import may_go
from portal.orders.use_models import FirstUse
from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.web.languages import lazy


def _used(subject: Subject) -> ColumnElement[bool]:
    theirs = select(Order.id).where(Order.customer_id == subject.customer_id)
    return FirstUse.order_id.in_(theirs) if subject.is_whole else false()


TABLES = (
    PersonalTable(
        model=FirstUse,
        title=lazy("Since when you use what you ordered"),
        why=lazy("To send tips and questions at the right time"),
        about=_used,
        rows_go=True,
        columns={
            "order_id": fact(lazy("Order")),
            "used_on": fact(lazy("In use since")),
            "via": inner("how we know of it"),
            "told_by_id": link(),
        },
    ),
    PersonalTable(
        model=Order,
        title=lazy("Your orders"),
        why=lazy("To build what you chose, to deliver it, and to keep our books"),
        about=lambda subject: (
            and_(Order.customer_id == subject.customer_id, may_go())
            if subject.is_whole
            else false()
        ),
        shown=lambda subject: Order.customer_id == subject.customer_id,
        columns={
            "customer_id": link(),
            "product": fact(lazy("Product")),
            "build": said(lazy("As you chose it")),
            "stage": fact(lazy("Stage")),
            "placed_at": fact(lazy("Placed")),
            "promised_on": fact(lazy("Promised")),
            "price_minor": fact(lazy("Price in cents")),
            "currency": fact(lazy("Currency")),
            "warranty_until": fact(lazy("Warranty until")),
            "cancelled_at": fact(lazy("Cancelled")),
            "own_stages": fact(lazy("How its stages are called")),
        },
    ),
)
