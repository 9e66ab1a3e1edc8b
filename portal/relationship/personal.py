"""What the relationship's levels hold about a person."""

from sqlalchemy import false

from portal.personal import PersonalTable, fact, inner, link
from portal.relationship.models import ProductLevel
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=ProductLevel,
        title=lazy("How we look after each of your products"),
        why=lazy("To know what we owe you, and which mails you may get"),
        about=lambda subject: (
            ProductLevel.customer_id == subject.customer_id if subject.is_whole else false()
        ),
        rows_go=True,
        columns={
            "customer_id": link(),
            "by_id": link(),
            "product": fact(lazy("Product")),
            "level": fact(lazy("Level")),
            "at": fact(lazy("When")),
            "reason": inner("why staff decided on it", ""),
        },
    ),
)
