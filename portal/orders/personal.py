"""What orders hold about a person."""

from sqlalchemy import and_, false

from portal.orders.models import Order
from portal.orders.retention import may_go
from portal.personal import PersonalTable, fact, link, said
from portal.web.languages import lazy

TABLES = (
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
