"""Where customers stand with what they ordered."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from portal.accounts.models import User
from portal.database import session
from portal.manifest import Segment
from portal.orders import queries
from portal.orders.models import Order, ProductionStage
from portal.orders.policy import visible_to


def waits(user: User) -> bool:
    return _has(queries.being_built(user).order_by(None).with_only_columns(Order.id))


def owns(user: User) -> bool:
    delivered = Order.stage == ProductionStage.DELIVERED
    return _has(select(Order.id).where(visible_to(user), _of(user), delivered))


def ordered_nothing(user: User) -> bool:
    return not _has(select(Order.id).where(visible_to(user), _of(user)))


def _of(user: User) -> ColumnElement[bool]:
    return Order.customer_id == user.customer_id


def _has(orders: Select[Any]) -> bool:
    return session.scalar(orders.limit(1)) is not None


SEGMENTS = (
    Segment(
        name="waiting",
        title="Waiting for a build",
        sentence="Something is being built for them.",
        holds=waits,
        order=20,
    ),
    Segment(
        name="owners", title="Owners", sentence="They have what they bought.", holds=owns, order=30
    ),
    Segment(
        name="new",
        title="New here",
        sentence="They have ordered nothing yet.",
        holds=ordered_nothing,
        order=90,
    ),
)
