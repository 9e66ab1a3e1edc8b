"""Promises made by hand: "I call you on Thursday". Both sides read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.access import DESK, Actor
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.promises.calendars import house_zone
from portal.promises.events import PromiseMade, PromiseSettled
from portal.promises.models import HandPromise, PromiseState

MOST_LISTED = 50


class CannotPromise(Exception):
    """A time gone by, or nobody at the desk to keep it; in words for who asked."""


@atomic()
def promise(
    customer: Customer,
    *,
    what: str,
    by_when: datetime,
    owner: User,
    about: str | None,
    by: Actor,
    once: str | None = None,
) -> HandPromise:
    """Promise the customer something. `what` is in words for them; `about` names the concern
    ("ticket:7") it is shown in, None for none. The same form (`once`) twice promises once."""
    lock(customer)
    key = f"{customer.id}:{once}"[:80] if once else None
    earlier = select(HandPromise).where(HandPromise.once == key)
    if key and (found := session.scalars(earlier).first()):
        return found
    if by_when <= clock.now():
        raise CannotPromise("Choose a time still to come")
    if owner.role not in DESK or not owner.is_active:
        raise CannotPromise(f"{owner.name} does not work at the desk")
    made = HandPromise(
        customer_id=customer.id,
        about=about,
        what=what,
        by_when=by_when,
        owner_id=owner.id,
        made_by_id=by.id,
        once=key,
    )
    session.add(made)
    session.flush()
    until = f"{by_when.astimezone(house_zone()):%Y-%m-%d %H:%M}"
    event = PromiseMade(what=what, until=until, owner=owner.name, where=about or "")
    record(event, customer=customer, by=by)
    return made


def keep(made: HandPromise, *, by: Actor) -> None:
    """It is done. Done after its time, it is kept late."""
    _settle(made, PromiseState.KEPT, by)


def break_it(made: HandPromise, *, by: Actor) -> None:
    """It will not be done; the customer reads that, too."""
    _settle(made, PromiseState.BROKEN, by)


def withdraw(made: HandPromise, *, by: Actor) -> None:
    """It was never said: a slip at the desk. The customer no longer reads it."""
    _settle(made, PromiseState.WITHDRAWN, by)


@atomic()
def _settle(made: HandPromise, state: PromiseState, by: Actor) -> None:
    """Once. What was settled meanwhile stays as it was settled."""
    lock(made)
    if not made.is_open:
        return
    made.state, made.settled_at = state, clock.now()
    event = PromiseSettled(what=made.what, state=state.value, where=made.about or "")
    record(event, customer=made.customer, by=by)


def made_in(about: str) -> Sequence[HandPromise]:
    """What was promised in this concern, soonest first; not what was taken back."""
    return _listed(HandPromise.about == about)


def made_to(customer: Customer) -> Sequence[HandPromise]:
    """What this customer has been promised and nobody has done yet."""
    return _listed(HandPromise.customer_id == customer.id, HandPromise.state == PromiseState.OPEN)


def _listed(*which: object) -> Sequence[HandPromise]:
    return session.scalars(
        select(HandPromise)
        .where(*which, HandPromise.state != PromiseState.WITHDRAWN)  # type: ignore[arg-type]
        .order_by(HandPromise.by_when, HandPromise.id)
        .limit(MOST_LISTED)
    ).all()
