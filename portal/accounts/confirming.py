"""Showing that somebody reads what we send to an address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal import clock
from portal.access import Actor
from portal.accounts.events import AddressVerified
from portal.customers.models import ContactPoint
from portal.database import atomic, lock
from portal.history.recording import record


@dataclass(frozen=True)
class Reader:
    """Whoever reads the mail at an address and is no user yet."""

    name: str
    id: None = None
    is_staff: bool = False


def reader_at(contact_point: ContactPoint) -> Reader:
    return Reader(contact_point.name or contact_point.address)


Answer = Callable[[ContactPoint, Actor | None], Any]
ANSWERS: list[Answer] = []


def when_read(answer: Answer) -> Answer:
    """Run the function each time somebody shows that they read the mail at an address."""
    ANSWERS.append(answer)
    return answer


@atomic()
def verify(contact_point: ContactPoint, *, by: Actor | None) -> None:
    """The address is theirs: from now on we disclose to it what belongs to its customer."""
    lock(contact_point)
    if not contact_point.is_verified:
        contact_point.verified_at = clock.now()
        record(
            AddressVerified(address=contact_point.address, contact_point_id=contact_point.id),
            customer=contact_point.customer,
            by=by,
        )
    for answer in ANSWERS:
        answer(contact_point, by)
