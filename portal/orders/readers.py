"""Who is told of an order: everybody who signs in for its customer."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.messages.mail import Mail
from portal.orders.models import Order
from portal.preferences.telling import Told, tell

MOST_TOLD = 50


def readers_of(order: Order) -> Sequence[User]:
    people = (
        select(User)
        .where(User.customer_id == order.customer_id, User.disabled_at.is_(None))
        .order_by(User.id)
        .limit(MOST_TOLD)
    )
    return session.scalars(people).all()


def tell_all(order: Order, told: Told, mail: Callable[[User], Mail]) -> None:
    for user in readers_of(order):
        tell(told, mail=mail(user))
