"""How a check-in ends: it was made and what they said is written down, or it is no longer owed."""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.access import DESK
from portal.accounts.models import User
from portal.calls import noting
from portal.calls.models import Direction
from portal.calls.noting import Spoken
from portal.customers.models import ContactPoint
from portal.database import atomic, lock
from portal.history.recording import record
from portal.messages.recalling import recall
from portal.owed.events import CheckInMade, CheckInTried, CheckInWaived
from portal.owed.models import How, OwedCheckIn, OwedState
from portal.tickets import triage
from portal.tickets.models import Origin, Ticket, TicketKind
from portal.tickets.raising import raise_concern

GOOD, WRONG = "good", "wrong"


class NotOpen(Exception):
    """Somebody, or a mail, was quicker."""


class CannotMake(Exception):
    """What is missing, in words for who asked."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody writes down of having asked."""

    how: How
    said: str
    answer: str | None
    """GOOD or WRONG; WRONG opens a concern in the customer's words."""
    spoke_with: str = ""


@atomic()
def make(owed: OwedCheckIn, asked: Asked, *, by: User) -> None:
    """They were asked. Whoever writes it down first, has: the next hears NotOpen."""
    lock(owed)
    _must_be_open(owed)
    ticket = _concern(owed, asked, by) if asked.answer == WRONG else None
    owed.ticket_id = ticket.id if ticket else None
    if asked.how is How.PHONE:
        spoken = Spoken(
            direction=Direction.OUT, spoke_with=asked.spoke_with, said=asked.said,
            ticket=ticket, order=owed.order,
        )  # fmt: skip
        owed.call_id = noting.log(owed.customer, spoken, by=by, once=f"check-in {owed.id}").id
    owed.said = asked.said
    _made(owed, how=asked.how, at=clock.now(), answer=asked.answer, by=by)
    recall(owed.customer_id)


@atomic()
def not_reached(owed: OwedCheckIn, *, how: How, by: User) -> None:
    """Nobody answered: it stays owed, and the try is written down."""
    lock(owed)
    _must_be_open(owed)
    owed.tries, owed.tried_at = owed.tries + 1, clock.now()
    event = CheckInTried(check_in_id=owed.id, product=owed.order.product, how=how.value)
    record(event, customer=owed.customer, by=by)


@atomic()
def waive(owed: OwedCheckIn, *, reason: str, by: User) -> None:
    """It is no longer owed, as when they do not want to be asked."""
    lock(owed)
    _must_be_open(owed)
    _waived(owed, reason, by)
    recall(owed.customer_id)


@atomic()
def entrust(owed: OwedCheckIn, *, to: User | None, by: User) -> None:
    """Say whose it is."""
    lock(owed)
    _must_be_open(owed)
    if to is not None and (to.role not in DESK or not to.is_active):
        raise CannotMake(f"{to.name} does not work at the desk")
    owed.owner_id = to.id if to else None


def made_by_mail(owed: OwedCheckIn, *, at: datetime, answer: str | None) -> None:
    """Inside a verb that has locked it: the mail that asks them has left."""
    _made(owed, how=How.MAIL, at=at, answer=answer, by=None)


def waive_by_itself(owed: OwedCheckIn, *, reason: str) -> None:
    """Inside a verb that has locked it."""
    _waived(owed, reason, None)
    owed.look_at = None


def _made(
    owed: OwedCheckIn, *, how: How, at: datetime, answer: str | None, by: User | None
) -> None:
    owed.state, owed.ended_at, owed.how, owed.answer = OwedState.MADE, at, how.value, answer
    owed.ended_by_id, owed.ended_why = by.id if by else None, None
    if by is not None:
        owed.look_at = None
    event = CheckInMade(
        check_in_id=owed.id, product=owed.order.product, how=how.value, answer=answer or "",
        number=Ticket.number_of(owed.ticket_id) if owed.ticket_id else "",
    )  # fmt: skip
    record(event, customer=owed.customer, by=by)


def _waived(owed: OwedCheckIn, reason: str, by: User | None) -> None:
    owed.state, owed.ended_at, owed.ended_why = OwedState.WAIVED, clock.now(), reason[:250]
    owed.ended_by_id, owed.look_at = by.id if by else None, None
    event = CheckInWaived(check_in_id=owed.id, product=owed.order.product, reason=reason[:250])
    record(event, customer=owed.customer, by=by)


def _must_be_open(owed: OwedCheckIn) -> None:
    if not owed.is_open:
        who = owed.ended_by.name if owed.ended_by else "The mail"
        raise NotOpen(f"{who} was quicker: it is {owed.state}")


def _concern(owed: OwedCheckIn, asked: Asked, by: User) -> Ticket:
    """What they said is wrong, as a concern of theirs that whoever asked looks after."""
    point = _point(owed)
    ticket = raise_concern(
        kind=TicketKind.BROKEN,
        subject=f"Something is wrong with the {owed.order.product}"[:200],
        body=asked.said,
        customer=owed.customer,
        contact_point=point,
        by=by,
        origin=Origin.DESK,
        order=owed.order,
        confirmed=point.is_verified,
    )
    if by.role in DESK:
        triage.assign(ticket, to=by, by=by)
    return ticket


def _point(owed: OwedCheckIn) -> ContactPoint:
    points = sorted(
        owed.customer.contact_points, key=lambda point: (not point.is_verified, point.id)
    )
    if not points:
        raise CannotMake("They have no e-mail address, which the answer to a concern needs")
    return points[0]
