"""What a delivery makes us owe. Whoever looks, and however often, owes each check-in once."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.deadlines import local_days
from portal.followups import due_times
from portal.history.recording import record
from portal.messages.once import insert_once
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.owed.events import CheckInOwed
from portal.owed.models import OwedCheckIn, OwedState
from portal.promises.calendars import calendar_of, house_zone
from portal.relationship import publishing
from portal.relationship.levels import Levels, Standing, owes_something
from portal.relationship.models import RelationshipPolicy
from portal.relationship.rules import Owed, Rules, read

AT_ONCE = 200
LOOKED_BACK = timedelta(days=60)
"""What was delivered longer ago is not new any more, whatever is decided about its customer."""
SOON = timedelta(seconds=30)


def owe_what_was_delivered() -> int:
    """Write down what the latest deliveries make us owe; returns for how many of them."""
    policy = publishing.in_force()
    if policy is None:
        return 0
    rules = read(policy.document)
    found = session.scalars(_new_deliveries(rules).limit(AT_ONCE)).all()
    return sum(owe(order_id) for order_id in found)


@atomic()
def owe(order_id: int) -> bool:
    """Owe the check-ins of one delivered order; False when they were owed before."""
    policy, order = publishing.in_force(), session.get_one(Order, order_id)
    delivered_on = _delivered_on(order)
    if policy is None or delivered_on is None or order.cancelled_at is not None:
        return False
    standing = Levels([order.customer_id], read(policy.document)).of_product(
        order.customer_id, order.product
    )
    made = [
        _owe(order, nth, owed, standing, policy, delivered_on)
        for nth, owed in enumerate(standing.cell.owes, start=1)
    ]
    return any(made)


def due_on(delivered_on: date, within_days: int, today: date) -> date:
    """The last day, counted in the working days of the house. What would have been due before it
    was owed counts from today."""
    _, house = calendar_of(None)
    day = due_times.working_days_on(delivered_on, within_days, house)
    return day if day >= today else due_times.working_days_on(today, within_days, house)


def _owe(
    order: Order, nth: int, owed: Owed, standing: Standing, policy: RelationshipPolicy,
    delivered_on: date,
) -> bool:  # fmt: skip
    zone = _zone_of(order.customer)
    day = due_on(delivered_on, owed.within_days, clock.now().astimezone(zone).date())
    is_new = insert_once(
        OwedCheckIn, unique=["order_id", "nth"],
        order_id=order.id, nth=nth, customer_id=order.customer_id, name=owed.name,
        line=standing.line.key, level=standing.level, why=standing.why[:250], policy_n=policy.n,
        delivered_on=delivered_on, due_on=day, due_at=local_days.end_of(day, zone),
        owner_id=_owner(standing.line.owner_id), state=OwedState.WAITS, tries=0, said="",
        look_at=clock.now() + SOON, created_at=clock.now(),
    )  # fmt: skip
    if is_new:
        made = session.scalars(
            select(OwedCheckIn).where(OwedCheckIn.order_id == order.id, OwedCheckIn.nth == nth)
        ).one()
        event = CheckInOwed(check_in_id=made.id, product=order.product, until=str(day))
        record(event, customer=order.customer, by=None)
    return is_new


def _new_deliveries(rules: Rules) -> Select[tuple[int]]:
    """Orders delivered lately whose level owes something, and for which nothing is owed yet. While
    there was no policy, nothing was owed."""
    since = max(clock.now() - LOOKED_BACK, publishing.since())
    return (
        select(Order.id)
        .join(OrderStep, OrderStep.order_id == Order.id)
        .where(
            OrderStep.stage == ProductionStage.DELIVERED,
            OrderStep.done_on >= since.astimezone(house_zone()).date(),
            Order.cancelled_at.is_(None),
            owes_something(rules),
            ~exists().where(OwedCheckIn.order_id == Order.id),
        )
        .order_by(OrderStep.done_on, Order.id)
    )


def _delivered_on(order: Order) -> date | None:
    return session.scalar(
        select(OrderStep.done_on).where(
            OrderStep.order_id == order.id, OrderStep.stage == ProductionStage.DELIVERED
        )
    )


def _zone_of(customer: Customer) -> ZoneInfo:
    zone, _ = local_days.zone_named(customer.time_zone, str(house_zone()))
    return zone


def _owner(user_id: int | None) -> int | None:
    """Whoever the policy names, while they still work here."""
    user = session.get(User, user_id) if user_id else None
    return user.id if user and user.is_staff and user.is_active else None
