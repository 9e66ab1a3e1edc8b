"""Saying yes and no, for one purpose or for all at once. Each choice is an event that stays."""

import secrets
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from portal.access import Actor
from portal.consent.events import ConsentGiven, ConsentWithdrawn
from portal.consent.models import Action, Basis, ConsentEvent, Purpose
from portal.consent.purposes import PURPOSES
from portal.consent.standing import standings
from portal.consent.wordings import Shown
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session
from portal.history.recording import record


class NotPermitted(ValueError):
    """The law does not let this purpose stand on that basis."""


class Objected(ValueError):
    """They said no: nothing but their own yes ends that."""


@atomic()
def give(
    contact_point: ContactPoint,
    purpose: Purpose,
    *,
    shown: Shown,
    place: str,
    by: Actor | None,
    basis: Basis = Basis.CONSENT,
    evidence: str | None = None,
) -> ConsentEvent:
    """They say yes, having read `shown` at `place`. Saying it twice is one yes.

    On the soft opt-in nobody says anything: they bought (`evidence`) and were told. It never
    goes against somebody's no.
    """
    if basis not in PURPOSES[purpose].bases:
        raise NotPermitted(f"{purpose.value} on {basis.value}")
    lock(contact_point)
    standing = standings(contact_point)[purpose]
    if basis is Basis.SOFT_OPT_IN and standing.choice and not standing.is_on:
        raise Objected(standing.choice.number)
    if standing.is_on and standing.choice and basis in (standing.choice.basis, Basis.SOFT_OPT_IN):
        return standing.choice
    event = added(
        contact_point,
        purpose,
        Action.GIVEN,
        place=place,
        by=by,
        basis=basis,
        wording_version=shown.version,
        wording_language=shown.language,
        wording=shown.text,
        evidence=evidence,
    )
    _tell(ConsentGiven, event, by, basis=basis.value)
    return event


@atomic()
def withdraw(
    contact_point: ContactPoint, purpose: Purpose, *, place: str, by: Actor | None
) -> ConsentEvent:
    """They say no, or object before we ever wrote. It counts from the next mail on."""
    lock(contact_point)
    choice = standings(contact_point)[purpose].choice
    if choice is not None and choice.action is Action.WITHDRAWN:
        return choice
    return _withdrawn(contact_point, purpose, place=place, by=by)


@atomic()
def stop_everything(
    contact_points: Iterable[ContactPoint], *, place: str, by: Actor | None
) -> list[ConsentEvent]:
    """No to every purpose at all these addresses: what was on, and what was never asked."""
    stop = secrets.token_hex(8)
    written = []
    for contact_point in _in_turn(contact_points):
        lock(contact_point)
        for purpose, standing in standings(contact_point).items():
            if standing.is_on or standing.choice is None:
                written.append(_withdrawn(contact_point, purpose, place=place, by=by, stop=stop))
    return written


@atomic()
def take_back_stop(
    contact_points: Iterable[ContactPoint], *, place: str, by: Actor | None
) -> list[ConsentEvent]:
    """As it was before "Stop everything", as long as that was the last choice they made."""
    points = _in_turn(contact_points)
    for contact_point in points:
        lock(contact_point)
    given = []
    for stopped in last_stop(points):
        before = _choice_before(stopped)
        if before is not None and before.action is Action.GIVEN:
            given.append(_given_again(before, place=place, by=by))
    return given


def last_stop(contact_points: Sequence[ContactPoint]) -> list[ConsentEvent]:
    """The events of "Stop everything" if nothing was chosen since; else none."""
    mine = ConsentEvent.contact_point_id.in_([each.id for each in contact_points])
    last = session.scalars(
        select(ConsentEvent).where(mine).order_by(ConsentEvent.id.desc()).limit(1)
    ).first()
    if last is None or last.stop is None:
        return []
    return list(
        session.scalars(
            select(ConsentEvent)
            .where(mine, ConsentEvent.stop == last.stop)
            .order_by(ConsentEvent.id)
        )
    )


def ended_by(stopped: Iterable[ConsentEvent]) -> int:
    """How many of these took something away that was on."""
    before = (_choice_before(each) for each in stopped)
    return sum(1 for each in before if each is not None and each.action is Action.GIVEN)


def added(
    contact_point: ContactPoint,
    purpose: Purpose,
    action: Action,
    *,
    place: str,
    by: Actor | None,
    **columns: object,
) -> ConsentEvent:
    """One more event; the caller holds the lock on the address."""
    event = ConsentEvent(
        customer_id=contact_point.customer_id,
        contact_point_id=contact_point.id,
        address=contact_point.address,
        purpose=purpose,
        action=action,
        place=place,
        by_id=by.id if by else None,
        by_name=by.name if by else "",
        **columns,
    )
    session.add(event)
    session.flush()
    return event


def _withdrawn(
    contact_point: ContactPoint,
    purpose: Purpose,
    *,
    place: str,
    by: Actor | None,
    stop: str | None = None,
) -> ConsentEvent:
    event = added(contact_point, purpose, Action.WITHDRAWN, place=place, by=by, stop=stop)
    _tell(ConsentWithdrawn, event, by)
    return event


def _given_again(before: ConsentEvent, *, place: str, by: Actor | None) -> ConsentEvent:
    """The yes of before, on the words of before: nothing new was shown."""
    event = added(
        before.contact_point,
        before.purpose,
        Action.GIVEN,
        place=place,
        by=by,
        basis=before.basis,
        wording_version=before.wording_version,
        wording_language=before.wording_language,
        wording=before.wording,
        evidence=before.evidence,
    )
    _tell(ConsentGiven, event, by, basis=event.basis.value if event.basis else "")
    return event


def _choice_before(event: ConsentEvent) -> ConsentEvent | None:
    last = select(func.max(ConsentEvent.id)).where(
        ConsentEvent.contact_point_id == event.contact_point_id,
        ConsentEvent.purpose == event.purpose,
        ConsentEvent.action.in_([Action.GIVEN, Action.WITHDRAWN]),
        ConsentEvent.id < event.id,
    )
    return session.scalars(
        select(ConsentEvent).where(ConsentEvent.id == last.scalar_subquery())
    ).one_or_none()


def _in_turn(contact_points: Iterable[ContactPoint]) -> list[ContactPoint]:
    """Everybody locks in the same order, or two of them wait for each other."""
    return sorted(contact_points, key=lambda each: each.id)


def _tell(
    kind: type[ConsentGiven] | type[ConsentWithdrawn],
    event: ConsentEvent,
    by: Actor | None,
    **more: str,
) -> None:
    said = kind(purpose=event.purpose.value, address=event.address, receipt=event.number, **more)
    record(said, customer=event.contact_point.customer, by=by)
