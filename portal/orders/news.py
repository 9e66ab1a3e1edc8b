"""What customers are told of their orders, in one sentence each."""

from portal.manifest import NoticeKind
from portal.orders.models import Order, ProductionStage
from portal.orders.words import NOW
from portal.preferences.telling import Told
from portal.web.languages import lazy

READY = NoticeKind(name="order-ready", title=lazy("Your order is ready, or delivered"))
PROGRESS = NoticeKind(
    name="order-progress", title=lazy("Your order moves on in the workshop"), how="none"
)
KINDS = (READY, PROGRESS)
ENDS = (ProductionStage.READY, ProductionStage.DELIVERED)


def moved_on(order: Order) -> Told:
    kind = READY if order.stage in ENDS else PROGRESS
    return Told(
        kind=kind.name,
        text=lazy(
            "Your order %(number)s (%(product)s): %(now)s",
            number=order.number,
            product=order.product,
            now=NOW[order.stage],
        ),
        path=f"/orders/{order.number}",
        about=f"order:{order.id}",
    )
