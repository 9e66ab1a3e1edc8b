"""What Marlow Cycles owes by policy: bikes are asked about, and who cannot be asked by mail is rung
up. Some of that is done, one is late."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.orders.first_use import first_use_of, use_first
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.orders.use_models import Told
from portal.owed import ending, following, owing
from portal.owed.ending import GOOD, Asked
from portal.owed.models import How, OwedCheckIn, OwedState
from portal.promises.models import Level
from portal.relationship import levels, publishing, starting

DECIDED_DAYS_AGO = 25
BIKES = ("City 8", "Tourer", "E-City", "Gravel 1", "Loaf", "Fold 3", "Kids 20")
LOOKS = (22, 17, 13, 10, 8, 6, 4, 3, 2, 1)
"""So many days ago a worker looked; in between nothing happened that anybody would miss."""
SAID = "Rides it every day. Asked when the first service is due: told them after 300 km."


def owed(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    yield Step(now - timedelta(days=DECIDED_DAYS_AGO), _decide, cast)
    for days_ago in LOOKS:
        yield Step(now - timedelta(days=days_ago, hours=1), _look, cast)
    yield Step(now - timedelta(days=3), _ride, cast, zone)
    yield Step(now - timedelta(days=1), _decide_for_one, cast)
    yield Step(now - timedelta(hours=4), _ring_up, cast)
    yield Step(now - timedelta(seconds=30), _look, cast)


def _decide(cast: Cast) -> None:
    """Bikes are asked about; what belongs to a bike is only sold."""
    lead, ines = cast.staff["hanneke"], cast.staff["ines"]
    document = starting.document()
    others = document["lines"][-1] | {"default": Level.REACTIVE.value}
    bikes = starting.others() | {
        "key": "bikes", "name": "Bikes built to order", "products": list(BIKES),
        "owner_id": ines.id,
    }  # fmt: skip
    reason = "Whoever has a new bike is asked how it rides, within ten working days"
    publishing.publish({"lines": [bikes, others]}, seen=0, reason=reason, by=lead)


def _look(cast: Cast) -> None:
    """The cast's own; whom the riders' deliveries make us owe, the worker finds at the start."""
    since = publishing.since().date()
    for order in (each for orders in cast.orders.values() for each in orders):
        if order.is_delivered and _delivered_on(order) >= since:
            owing.owe(order.id)
    following.look_at_what_is_due()
    following.tell_who_leads()


def _ride(cast: Cast, zone: tzinfo) -> None:
    """Maya has her bike, and says since when she rides it."""
    for order in cast.orders.get("maya.okafor@example.com", ()):
        if order.is_delivered and first_use_of(order) is None:
            today = clock.now().astimezone(zone).date()
            delivered = _delivered_on(order)
            use_first(order, on=min(today, delivered + timedelta(days=2)), today=today,
                      via=Told.PORTAL, by=cast.users["maya.okafor@example.com"])  # fmt: skip
            return


def _decide_for_one(cast: Cast) -> None:
    point = cast.contact_points.get("sanne.hoekstra@example.com")
    if point is not None:
        reason = "Runs a delivery service on it, and tells us what to build next"
        levels.decide(
            point.customer, "", level=Level.PROACTIVE, reason=reason, by=cast.staff["sofie"]
        )


def _ring_up(cast: Cast) -> None:
    """Ines asked the first of those whom no mail can ask."""
    first = session.scalars(
        select(OwedCheckIn)
        .where(OwedCheckIn.state == OwedState.BY_HAND)
        .order_by(OwedCheckIn.due_at, OwedCheckIn.id)
        .limit(1)
    ).one_or_none()
    if first is not None:
        asked = Asked(how=How.PHONE, said=SAID, answer=GOOD)
        ending.make(first, asked, by=cast.staff["ines"])


def _delivered_on(order: Order) -> Any:
    return session.scalar(
        select(OrderStep.done_on).where(
            OrderStep.order_id == order.id, OrderStep.stage == ProductionStage.DELIVERED
        )
    )
