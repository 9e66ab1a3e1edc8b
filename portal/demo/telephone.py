"""Calls of the demo: who rang, what was said, and what was promised."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from portal import clock
from portal.calls.models import Call, Direction
from portal.calls.noting import Promised, Spoken, log
from portal.customers.phones import keep_phone
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.demo.workdays import shifted
from portal.promises import by_hand
from portal.tickets.models import Ticket, TicketState


@dataclass(frozen=True)
class Rang:
    """One call, so many days ago. `promised` is what, in how many working hours, and whether it
    was done."""

    days_ago: float
    email: str
    number: str
    staff: str
    minutes: int
    said: str
    is_out: bool = False
    about_order: bool = False
    promised: tuple[str, float, bool] | None = None


CALLS = (
    Rang(
        52, "joris.dewit@example.com", "+31 6 2938 4410", "ines", 6,
        "Asked whether the motor can be had without the display. It cannot; he takes it anyway.",
        about_order=True,
    ),
    Rang(
        41, "bram@waalkade.example.com", "024 323 45 10", "hanneke", 14,
        "Fleet contract: wants one invoice a month. Talked him through the service plan.",
        promised=("Send the offer for the service plan", 8, True),
    ),
    Rang(
        33, "anna.lindqvist@example.com", "+46 70 123 45 67", "tom", 4,
        "Shed measures 180 cm. The Tourer is 176 with the rack.",
    ),
    Rang(
        24, "maya.okafor@example.com", "06-41 22 87 90", "ines", 9,
        "Wants mudguards changed to matt black. Paint shop says it is possible until Friday.",
        about_order=True, promised=("Tell you whether matt black is still possible", 6, True),
    ),
    Rang(
        17, "p.smeets@example.com", "+31 24 360 11 22", "tom", 11,
        "Bookkeeper on the line as well. VAT number on the invoice is the old one.",
        promised=("Send the corrected invoice", 4, True),
    ),
    Rang(
        9, "oskar.brandt@example.com", "+49 30 901820 14", "ines", 7,
        "Very annoyed about the scratch. Calmer at the end. Photo comes by mail.", is_out=True,
    ),
    Rang(
        6, "maria@northwind.example.com", "+44 1865 270 000", "hanneke", 18,
        "Twenty for the spring term. Budget is decided on the 9th. Delivery in two lots is fine.",
        promised=("Ring back with dates for two deliveries", 20, True),
    ),
    Rang(
        2.1, "maya.okafor@example.com", "06-41 22 87 90", "tom", 5,
        "Brake squeals only in the wet. Asked for a photo of the pads.",
        promised=("Ring you once the workshop has looked at the photo", 26, False),
    ),
    Rang(
        1.2, "ewa.nowak@example.com", "+48 601 234 567", "ines", 3,
        "Only wanted to say thank you. Asked when the shop opens on Saturday.",
    ),
    Rang(
        0.15, "bram@waalkade.example.com", "024 323 45 10", "ines", 8,
        "Two Loafs still standing. Needs a loan bike for the weekend.",
        promised=("Bring a loan bike to the quay", 5, False),
    ),
)  # fmt: skip


def calls(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    for rang in CALLS:
        earlier = -0.2 - rang.minutes * 0.37
        at = shifted(now - timedelta(days=rang.days_ago), earlier, zone)
        by_when = None
        if rang.promised is not None:
            _, hours, is_done = rang.promised
            by_when = shifted(at, hours, zone) if is_done else shifted(now, hours, zone)
            if is_done:
                yield Step(shifted(at, hours / 2, zone), _keep, cast, rang)
        yield Step(at, _ring, cast, rang, by_when)


def _ring(cast: Cast, rang: Rang, by_when: datetime | None) -> None:
    point = cast.contact_points[rang.email]
    staff = cast.staff[rang.staff]
    promised = None
    if rang.promised is not None and by_when is not None:
        promised = Promised(what=rang.promised[0], by_when=by_when, owner=staff)
    spoken = Spoken(
        direction=Direction.OUT if rang.is_out else Direction.IN,
        spoke_with=point.name,
        number=rang.number,
        minutes=rang.minutes,
        said=rang.said,
        ticket=None if rang.about_order else _open_concern(rang.email, cast),
        order=cast.order_of(rang.email, None) if rang.about_order else None,
        promised=promised,
    )
    keep_phone(point.customer, rang.number, name=point.name)
    log(point.customer, spoken, by=staff)


def _keep(cast: Cast, rang: Rang) -> None:
    """What was promised is done in time."""
    last = select(Call).where(Call.said == rang.said, Call.promise_id.is_not(None))
    call = session.scalars(last).one()
    assert call.promise is not None and call.at <= clock.now()
    by_hand.keep(call.promise, by=cast.staff[rang.staff])


def _open_concern(email: str, cast: Cast) -> Ticket | None:
    """What they have open, last spoken of first."""
    point = cast.contact_points[email]
    held = (Ticket.contact_point_id == point.id, Ticket.state != TicketState.SOLVED)
    latest = select(Ticket).where(*held).order_by(Ticket.last_word_at.desc()).limit(1)
    return session.scalars(latest).one_or_none()
