"""What people did in the window they are measured in, and what their product was made of: further
conditions on an enrolment, see `cells`."""

from sqlalchemy import ColumnElement, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.followups.enrolled_models import Arm, Enrolment, EnrolmentState, TriggerEvent
from portal.orders.models import Order
from portal.outcomes.cells import BETWEEN, answer
from portal.tickets.models import Ticket


def is_measured() -> ColumnElement[bool]:
    """Their window is over, and this is the first time this playbook chose them: each person counts
    once, else a few who order often would count as many."""
    earlier = aliased(Enrolment)
    return and_(
        Enrolment.state != EnrolmentState.LEFT_OUT,
        Enrolment.measured_until <= clock.now(),
        ~exists().where(
            earlier.playbook_id == Enrolment.playbook_id,
            earlier.customer_id == Enrolment.customer_id,
            earlier.state != EnrolmentState.LEFT_OUT,
            earlier.id < Enrolment.id,
        ),
    )


def ordered() -> list[ColumnElement[bool]]:
    """Orders in the window, of something else than the follow-up is about."""
    about = (
        select(TriggerEvent.order_id)
        .where(TriggerEvent.id == Enrolment.trigger_event_id)
        .correlate(Enrolment)
        .scalar_subquery()
    )
    return [
        Order.customer_id == Enrolment.customer_id,
        Order.placed_at >= Enrolment.measured_from,
        Order.placed_at < Enrolment.measured_until,
        Order.cancelled_at.is_(None),
        Order.id != func.coalesce(about, 0),
    ]


def raised() -> list[ColumnElement[bool]]:
    """Concerns in the window."""
    return [
        Ticket.customer_id == Enrolment.customer_id,
        Ticket.opened_at >= Enrolment.measured_from,
        Ticket.opened_at < Enrolment.measured_until,
        Ticket.confirmed_at.is_not(None),
        Ticket.merged_into_id.is_(None),
    ]


def in_arm(key: str, *holds: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(is_measured(), Enrolment.arm == key, *holds) if key in list(Arm) else false()


def is_of_product(product: str) -> ColumnElement[bool]:
    return exists().where(
        TriggerEvent.id == Enrolment.trigger_event_id,
        Order.id == TriggerEvent.order_id,
        Order.product == product,
    )


def chose(key: str) -> ColumnElement[bool]:
    """Answered about a product with this option; "City 8|belt"."""
    product, _, name = key.partition(BETWEEN)
    line = literal(", ") + Order.build + literal(", ")
    plain = name.replace("/", "//").replace("%", "/%").replace("_", "/_")
    several = [line.like(f", {n} × {plain}, %", escape="/") for n in ("_", "__")]
    return and_(
        answer() != "",
        exists().where(
            TriggerEvent.id == Enrolment.trigger_event_id,
            Order.id == TriggerEvent.order_id,
            Order.product == product,
            or_(line.like(f"%, {plain}, %", escape="/"), *several),
        ),
    )
