"""Writing a call down, with what follows from it: a promise, a note, a concern. All or nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.calls.events import CallLogged, CallTakenBack
from portal.calls.models import Call, Direction
from portal.customers.models import ContactPoint, Customer, address_key
from portal.customers.phones import keep_phone
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.orders.models import Order
from portal.promises import by_hand
from portal.tickets import conversation
from portal.tickets.models import Origin, Ticket, TicketKind
from portal.tickets.raising import raise_concern
from portal.tickets.saying import key_of
from portal.tickets.survivors import survivor_of

TAKEN_BACK_WITHIN = timedelta(days=1)


class CannotNote(Exception):
    """Why the call is not written down, in words for who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What was promised on the telephone, in words the customer reads."""

    what: str
    by_when: datetime
    owner: User


@dataclass(frozen=True, kw_only=True)
class NewConcern:
    """A concern that begins with the call; the customer reads its words."""

    kind: TicketKind
    subject: str
    body: str
    address: str = ""
    """Where its answers go; needed for who has no address yet."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What somebody writes down of a call."""

    direction: Direction
    spoke_with: str = ""
    number: str = ""
    minutes: int | None = None
    said: str = ""
    ticket: Ticket | None = None
    order: Order | None = None
    is_noted: bool = False
    """What was said goes into the ticket as a note, too."""
    promised: Promised | None = None
    concern: NewConcern | None = None


def logged_by(once: str | None, *, by: Actor) -> Call | None:
    """The call that this form has become; None when it is none yet."""
    key = key_of(once, within=f"call:{by.id}")
    return session.scalars(select(Call).where(Call.once == key)).first() if key else None


@atomic()
def log(customer: Customer, spoken: Spoken, *, by: Actor, once: str | None = None) -> Call:
    """Write a call with this customer down. The same form twice is one call."""
    lock(customer)
    if earlier := logged_by(once, by=by):
        return earlier
    ticket = _ticket(customer, spoken, by)
    if spoken.order is not None and spoken.order.customer_id != customer.id:
        raise CannotNote(f"{spoken.order.number} is another customer's")
    call = Call(
        customer_id=customer.id,
        ticket_id=ticket.id if ticket else None,
        order_id=spoken.order.id if spoken.order else None,
        by_id=by.id,
        direction=spoken.direction,
        spoke_with=spoken.spoke_with,
        number=spoken.number,
        minutes=spoken.minutes,
        said=spoken.said,
        once=key_of(once, within=f"call:{by.id}"),
    )
    session.add(call)
    session.flush()
    keep_phone(customer, spoken.number, name=spoken.spoke_with)
    _record(call, customer, ticket, spoken, by)
    if spoken.is_noted and ticket is not None and spoken.said:
        body = f"{_how(call)}:\n\n{spoken.said}"
        conversation.note(ticket, body=body, by=by, once=f"call:{call.id}")
    if spoken.promised is not None:
        call.promise_id = _promise(call, customer, ticket, spoken.promised, by)
    return call


@atomic()
def take_back(call: Call, *, by: Actor) -> None:
    """It was the wrong customer, or no call at all: the customer no longer reads of it. Its notes
    and concern stay, because they may have been answered."""
    lock(call)
    if call.taken_back_at is not None:
        return
    if clock.now() - call.at > TAKEN_BACK_WITHIN:
        raise CannotNote("A call can be taken back for a day")
    call.taken_back_at = clock.now()
    if call.promise is not None:
        by_hand.withdraw(call.promise, by=by)
    record(CallTakenBack(call_id=call.id, direction=call.direction), customer=call.customer, by=by)


def _ticket(customer: Customer, spoken: Spoken, by: Actor) -> Ticket | None:
    if spoken.concern is not None:
        return _raise(customer, spoken.concern, spoken.order, by)
    if spoken.ticket is None:
        return None
    if spoken.ticket.customer_id != customer.id:
        raise CannotNote(f"{spoken.ticket.number} is another customer's")
    return survivor_of(spoken.ticket)


def _raise(customer: Customer, concern: NewConcern, order: Order | None, by: Actor) -> Ticket:
    point = _point(customer, concern.address)
    return raise_concern(
        kind=concern.kind,
        subject=concern.subject,
        body=concern.body,
        customer=customer,
        contact_point=point,
        by=by,
        origin=Origin.DESK,
        order=order,
        confirmed=point.is_verified,
    )


def _point(customer: Customer, address: str) -> ContactPoint:
    """Where answers go: the address they gave, else the best we know of."""
    if address:
        known = find_contact_point(address)
        if known is not None and known.customer_id != customer.id:
            raise CannotNote(f"{address} is another customer's")
        return known or _new_point(customer, address)
    points = sorted(customer.contact_points, key=lambda point: (not point.is_verified, point.id))
    if not points:
        raise CannotNote("Give an e-mail address: the answer needs one")
    return points[0]


def _new_point(customer: Customer, address: str) -> ContactPoint:
    point = ContactPoint(
        customer_id=customer.id,
        name="" if customer.is_organisation else customer.name,
        address=address,
        address_key=address_key(address),
    )
    session.add(point)
    session.flush()
    return point


def _promise(
    call: Call, customer: Customer, ticket: Ticket | None, promised: Promised, by: Actor
) -> int:
    try:
        made = by_hand.promise(
            customer,
            what=promised.what,
            by_when=promised.by_when,
            owner=promised.owner,
            about=ticket.about if ticket else call.about,
            by=by,
        )
    except by_hand.CannotPromise as refusal:
        raise CannotNote(str(refusal)) from refusal
    return made.id


def _record(
    call: Call, customer: Customer, ticket: Ticket | None, spoken: Spoken, by: Actor
) -> None:
    about = ticket or spoken.order
    logged = CallLogged(
        call_id=call.id,
        direction=call.direction,
        number=about.number if about else "",
        spoke_with=call.spoke_with,
        minutes=call.minutes,
    )
    record(logged, customer=customer, by=by)


def _how(call: Call) -> str:
    whom = call.spoke_with or "them"
    how = f"Call from {whom}" if call.is_from_them else f"Call to {whom}"
    return f"{how}, {call.minutes} min" if call.minutes else how
