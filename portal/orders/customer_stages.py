"""Where a customer stands with us, by what they bought. The same for one of them and for lists."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from portal.orders.models import Order, ProductionStage


class Stage(StrEnum):
    NONE = "none"
    WAITING = "waiting"
    OWNER = "owner"
    RETURNING = "returning"


TITLES = {
    Stage.NONE: "Has bought nothing yet",
    Stage.WAITING: "Waiting for their first build",
    Stage.OWNER: "Owner",
    Stage.RETURNING: "Comes back",
}


def stage_of(bought: Sequence[Order]) -> Stage:
    """By the orders of one customer that were not cancelled."""
    owned = sum(order.is_delivered for order in bought)
    if owned:
        return Stage.RETURNING if owned > 1 else Stage.OWNER
    return Stage.WAITING if bought else Stage.NONE


def is_at(stage: Stage, customer_id: Any) -> ColumnElement[bool]:
    """The same for the customer of a row: looked up for each, so a page asks about few."""
    theirs = (Order.customer_id == customer_id, Order.cancelled_at.is_(None))
    if stage is Stage.NONE:
        return ~exists().where(*theirs)
    delivered = (*theirs, Order.stage == ProductionStage.DELIVERED)
    if stage is Stage.WAITING:
        return exists().where(*theirs) & ~exists().where(*delivered)
    owned = select(func.count()).where(*delivered).scalar_subquery()
    return owned == 1 if stage is Stage.OWNER else owned > 1
