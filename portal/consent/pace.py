"""How often, and not before when: a cap and a pause lie over a choice without changing it."""

from datetime import datetime

from portal import clock
from portal.access import Actor
from portal.consent.choices import added
from portal.consent.events import ConsentCapped, ConsentPaused
from portal.consent.models import Action, ConsentEvent, Purpose
from portal.consent.standing import Standing, standings
from portal.customers.models import ContactPoint
from portal.database import atomic, lock
from portal.history.recording import record

CAPS = (1, 2, 4)
"""The most in a calendar month that can be asked for."""


class NotOn(ValueError):
    """There is nothing to slow down: they get none of these."""


@atomic()
def pause(
    contact_point: ContactPoint,
    purpose: Purpose,
    *,
    until: datetime | None,
    place: str,
    by: Actor | None,
) -> ConsentEvent | None:
    """Nothing before `until`; None lets it go on. None comes back when it is so already."""
    standing = _locked(contact_point, purpose)
    so_far = standing.paused_until if standing.is_paused(clock.now()) else None
    if until == so_far:
        return None
    event = added(contact_point, purpose, Action.PAUSED, place=place, by=by, until=until)
    said = ConsentPaused(
        purpose=purpose.value,
        address=event.address,
        receipt=event.number,
        until=until.date().isoformat() if until else "",
    )
    record(said, customer=contact_point.customer, by=by)
    return event


@atomic()
def cap(
    contact_point: ContactPoint,
    purpose: Purpose,
    *,
    per_month: int | None,
    place: str,
    by: Actor | None,
) -> ConsentEvent | None:
    """At most so many a month; None lifts the limit. None comes back when it is so already."""
    if per_month is not None and per_month not in CAPS:
        raise ValueError(f"no cap: {per_month}")
    standing = _locked(contact_point, purpose)
    if per_month == standing.per_month:
        return None
    event = added(contact_point, purpose, Action.CAPPED, place=place, by=by, per_month=per_month)
    said = ConsentCapped(
        purpose=purpose.value,
        address=event.address,
        receipt=event.number,
        per_month=per_month or 0,
    )
    record(said, customer=contact_point.customer, by=by)
    return event


def _locked(contact_point: ContactPoint, purpose: Purpose) -> Standing:
    lock(contact_point)
    standing = standings(contact_point)[purpose]
    if not standing.is_on:
        raise NotOn(purpose.value)
    return standing
