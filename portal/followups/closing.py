"""How an enrolment ends: answered, expired, stopped or completed. Nothing stays open for ever: what
nobody ends is ended by a worker."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.database import atomic, lock, session
from portal.followups.enrolled_models import Arm, Enrolment, EnrolmentState, FollowUpMail, Outcome
from portal.followups.intended import Intended
from portal.followups.spec import Spec
from portal.messages.models import UNDER_WAY, MessageState

ANSWERS_COME = timedelta(days=30)
"""For so long after it could last be sent, somebody may answer; as their own page asks them."""
AT_ONCE = 200
SOME_TIME = timedelta(days=1)
LEFT = (MessageState.SENT, MessageState.UNCERTAIN)


def closes_at(enrolment: Enrolment, spec: Spec, steps: Sequence[Intended]) -> datetime | None:
    """When it ends at the latest. Who is held back is looked at until the effect is measured."""
    if enrolment.arm is Arm.HOLDOUT:
        return enrolment.measured_until
    last = max(each.expires_at for each in steps)
    return last + ANSWERS_COME if spec.answers else last


def close_what_is_over() -> int:
    """End the enrolments whose time is over, or whose time nobody wrote down yet."""
    due = session.scalars(
        select(Enrolment.id)
        .where(
            Enrolment.state == EnrolmentState.ACTIVE,
            or_(Enrolment.closes_at <= clock.now(), Enrolment.closes_at.is_(None)),
        )
        .order_by(Enrolment.closes_at, Enrolment.id)
        .limit(AT_ONCE)
    ).all()
    return sum(close(number) for number in due)


@atomic()
def close(enrolment_id: int) -> bool:
    """End one whose time is over; False when it goes on, or was ended meanwhile."""
    enrolment = lock(session.get_one(Enrolment, enrolment_id))
    if enrolment.state is not EnrolmentState.ACTIVE:
        return False
    now, mails = clock.now(), _mails_of([enrolment.id])
    if enrolment.closes_at is None:
        last = max((each.expires_at for each in mails), default=now)
        enrolment.closes_at = last + ANSWERS_COME if enrolment.version.spec["answers"] else last
    if enrolment.closes_at > now:
        return False
    if any(map(_is_under_way, mails)):
        enrolment.closes_at = now + SOME_TIME  # one of them is in a worker's hands this moment
        return False
    end(enrolment, *_how_it_ended(enrolment, mails))
    return True


def end_those(enrolments: Collection[Enrolment]) -> None:
    """End those of which no mail can go any more and no answer can come. Inside a verb."""
    found: dict[int, list[FollowUpMail]] = {each.id: [] for each in enrolments}
    for mail in _mails_of(found):
        found[mail.enrolment_id].append(mail)
    for each in enrolments:
        mails = found[each.id]
        is_over = each.state is EnrolmentState.ACTIVE and not any(map(_is_under_way, mails))
        if is_over and not (_has_left(mails) and each.version.spec["answers"]):
            end(each, *_how_it_ended(each, mails))


def end(enrolment: Enrolment, outcome: Outcome, reason: str | None) -> None:
    """Inside a verb that has locked it. An answer counts whenever it comes."""
    enrolment.state, enrolment.outcome = EnrolmentState.COMPLETED, outcome.value
    enrolment.exit_reason, enrolment.ended_at = reason, clock.now()


def _how_it_ended(
    enrolment: Enrolment, mails: Sequence[FollowUpMail]
) -> tuple[Outcome, str | None]:
    if enrolment.arm is Arm.HOLDOUT:
        return Outcome.COMPLETED, "held back until the effect was measured"
    if _has_left(mails):
        if enrolment.version.spec["answers"]:
            return Outcome.EXPIRED, "nobody answered in time"
        return Outcome.COMPLETED, None
    reasons = [each.reason or (each.message and each.message.reason) for each in mails]
    why = next(filter(None, reasons), None)
    is_late = bool(mails) and all(each.stopped_by == "expiry" for each in mails)
    return (Outcome.EXPIRED if is_late else Outcome.STOPPED), why or "none of its mails left"


def _is_under_way(mail: FollowUpMail) -> bool:
    return bool(mail.message and mail.stopped_by is None and mail.message.state in UNDER_WAY)


def _has_left(mails: Sequence[FollowUpMail]) -> bool:
    return any(each.message and each.message.state in LEFT for each in mails)


def _mails_of(enrolment_ids: Collection[int]) -> Sequence[FollowUpMail]:
    return session.scalars(
        select(FollowUpMail)
        .options(joinedload(FollowUpMail.message))
        .where(FollowUpMail.enrolment_id.in_(enrolment_ids))
        .order_by(FollowUpMail.enrolment_id, FollowUpMail.step)
    ).all()
