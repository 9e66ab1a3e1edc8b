"""Promises made by hand that are late: their owner is told, once."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import atomic, lock, session
from portal.jobs import sweep
from portal.promises.models import HandPromise, PromiseState
from portal.tickets.models import Ticket
from portal.tickets.notices import tell_staff_of

CHUNK = 100


@sweep(every=timedelta(seconds=30))
def tell_of_overdue_promises() -> int:
    waiting = (
        HandPromise.state == PromiseState.OPEN,
        HandPromise.pressed_at.is_(None),
        HandPromise.by_when <= clock.now(),
    )
    due = session.scalars(
        select(HandPromise.id).where(*waiting).order_by(HandPromise.by_when).limit(CHUNK)
    ).all()
    return sum(_tell(promise_id) for promise_id in due)


@atomic()
def _tell(promise_id: int) -> int:
    made = lock(session.get_one(HandPromise, promise_id))
    if not made.is_open or made.pressed_at is not None:
        return 0
    made.pressed_at = clock.now()
    text = f"You promised {made.customer.name} by now: {made.what}"
    ticket = session.get(Ticket, Ticket.id_about(made.about))
    tell_staff_of(made.owner_id, text, ticket=ticket, path="/desk/promises/made")
    return 1
