"""Enrolling customers and planning their mails. Whatever runs twice, or in two workers at once,
enrols and plans once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.followups import candidates, closing, letters, spec_reading, triggers
from portal.followups.enrolled_models import (
    Arm,
    Enrolment,
    EnrolmentState,
    FollowUpMail,
    TriggerEvent,
)
from portal.followups.events import EnrolledByHand
from portal.followups.intended import Intended
from portal.followups.models import Playbook, PlaybookState, PlaybookVersion
from portal.followups.placeholders import ValueMissing
from portal.followups.spec import Spec, TriggerKind
from portal.followups.switching import NotNow
from portal.followups.triggers import Occurrence
from portal.history.recording import record
from portal.messages.ledger import post
from portal.messages.models import new_token
from portal.messages.once import insert_once
from portal.messages.writing import language_at
from portal.orders.models import Order
from portal.web.languages import speaking

AHEAD = timedelta(days=14)
"""What is going to happen on a known day is planned so long before its first mail."""
MOST_AT_ONCE = 250
"""A worker does nothing else meanwhile, for a few seconds at most."""
TOGETHER = 25
"""So many in one transaction: each costs the disk a wait."""


def enrol_due() -> int:
    """Enrol whom the live playbooks are for; returns how many were new."""
    live = select(Playbook.id).where(Playbook.state == PlaybookState.LIVE).order_by(Playbook.id)
    return sum(_enrol_into(playbook_id) for playbook_id in session.scalars(live).all())


def window(spec: Spec, now: datetime) -> tuple[datetime, datetime]:
    """What must have happened between these two for a first mail that is not too late. What has a
    day known in advance is planned before it comes."""
    first, late = spec.steps[0].after_days, spec.expires_after_days
    longest = 2 * abs(first) if spec.steps[0].working_days else first
    since = now - timedelta(days=max(longest, first) + late + 3)
    is_known_ahead = spec.trigger.kind in (TriggerKind.WARRANTY_ENDS, TriggerKind.DATE)
    return since, now + AHEAD - timedelta(days=first) if is_known_ahead else now


def _enrol_into(playbook_id: int) -> int:
    playbook = session.get_one(Playbook, playbook_id)
    version = playbook.live_version
    if version is None:
        return 0
    spec = spec_reading.read(version.spec)
    found = triggers.occurrences(playbook, spec, *window(spec, clock.now()), most=MOST_AT_ONCE)
    several = (found[first : first + TOGETHER] for first in range(0, len(found), TOGETHER))
    return sum(_enrol_together(playbook, version, each) for each in several)


@atomic()
def _enrol_together(
    playbook: Playbook, version: PlaybookVersion, found: Sequence[Occurrence]
) -> int:
    return sum(enrol(playbook, version, each) for each in found)


@atomic()
def enrol(playbook: Playbook, version: PlaybookVersion, occurrence: Occurrence) -> bool:
    """Enrol whom this happened to, and plan their mails; who is not meant is kept with the reason.
    False: it was done already."""
    spec = spec_reading.read(version.spec)
    (found,) = candidates.of(playbook, version, spec, [occurrence])
    enrolment = _enrolled(playbook, version, occurrence, found.arm, found.place)
    if enrolment is None:
        return False
    first = found.steps[0]
    enrolment.measured_from = first.due_at
    enrolment.measured_until = first.due_at + timedelta(days=spec.window_days)
    if unmet := found.left_out_by(spec):
        _leave_out(enrolment, unmet)
    elif first.expires_at <= clock.now():
        _leave_out(enrolment, "It was too late for the first mail")
    else:
        enrolment.closes_at = closing.closes_at(enrolment, spec, found.steps)
        for each in found.steps:
            _plan(each, enrolment)
    return True


@atomic()
def enrol_by_hand(
    playbook: Playbook, customer: Customer, *, order: Order | None, by: Actor
) -> bool:
    """Somebody of us lets a customer in; once a day at most."""
    version = playbook.live_version
    if playbook.state is not PlaybookState.LIVE or version is None:
        raise NotNow(f"It is {playbook.state}, so nobody can be enrolled.")
    now = clock.now()
    occurrence = Occurrence(
        kind=TriggerKind.BY_HAND.value, source=f"playbook {playbook.id}",
        source_id=f"{customer.id}:{now:%Y-%m-%d}", customer_id=customer.id,
        order_id=order.id if order else None, ticket_id=None, at=now,
    )  # fmt: skip
    is_new = enrol(playbook, version, occurrence)
    if is_new:
        record(EnrolledByHand(playbook=playbook.title), customer=customer, by=by)
    return is_new


def _enrolled(
    playbook: Playbook, version: PlaybookVersion, what: Occurrence, arm: Arm, place: float
) -> Enrolment | None:
    """The new enrolment; None when somebody was first."""
    insert_once(
        TriggerEvent, unique=["source", "source_id", "kind"],
        kind=what.kind, source=what.source, source_id=what.source_id,
        customer_id=what.customer_id, order_id=what.order_id, ticket_id=what.ticket_id, at=what.at,
    )  # fmt: skip
    trigger = session.scalars(
        select(TriggerEvent).where(
            TriggerEvent.source == what.source,
            TriggerEvent.source_id == what.source_id,
            TriggerEvent.kind == what.kind,
        )
    ).one()
    only = {
        "playbook_id": playbook.id,
        "customer_id": what.customer_id,
        "trigger_event_id": trigger.id,
    }
    is_new = insert_once(
        Enrolment, unique=list(only), **only, version_id=version.id, arm=arm, arm_u=place,
        state=EnrolmentState.ACTIVE, created_at=clock.now(),
    )  # fmt: skip
    return session.scalars(select(Enrolment).filter_by(**only)).one() if is_new else None


def _leave_out(enrolment: Enrolment, reason: str) -> None:
    enrolment.state = EnrolmentState.LEFT_OUT
    enrolment.exit_reason, enrolment.ended_at = reason, clock.now()


def _plan(what: Intended, enrolment: Enrolment) -> None:
    """One step into the ledger; what can have no mail is kept with the reason instead."""
    mail = FollowUpMail(
        enrolment_id=enrolment.id, playbook_id=what.playbook.id, customer_id=what.customer.id,
        step=what.step_number, due_at=what.due_at, expires_at=what.expires_at,
        zone=str(what.zone), zone_is_guess=what.zone_is_guess, gates={"results": []},
    )  # fmt: skip
    session.add(mail)
    session.flush()
    if what.arm is Arm.HOLDOUT:
        _without_mail(mail, "arm", "held back to measure the effect")
        return
    if what.contact_point is None:
        _without_mail(mail, "contact", "no address of theirs")
        return
    try:
        with speaking(language_at(what.contact_point, what.customer)):
            written = letters.mail_of(replace(what, mail=mail), token=new_token())
    except ValueMissing as missing:
        _without_mail(mail, "content", f"content: {missing}")
        return
    mail.message_id = post(written).id


def _without_mail(mail: FollowUpMail, gate: str, reason: str) -> None:
    mail.asked_at = clock.now()
    mail.stopped_by, mail.reason = gate, reason
    said = {"gate": gate, "outcome": "stopped", "why": reason, "until": None}
    mail.gates = {"results": [said]}
