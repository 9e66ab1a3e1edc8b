"""Check-ins that are about to leave: who was asked by one of us is not asked by the mail too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.database import session
from portal.followups.enrolled_models import Enrolment, FollowUpMail
from portal.followups.spec import Kind
from portal.messages.going import Stop
from portal.messages.models import Message
from portal.owed.models import OwedCheckIn


def may_still_go(messages: Sequence[Message]) -> dict[int, Stop]:
    """For the manifest. Mails that are no check-ins are none of ours."""
    mails = _check_ins_among(messages)
    if not mails:
        return {}
    owed = _owed_for({each.enrolment.trigger.order_id for each in mails})
    said = {}
    for mail in mails:
        asked = _asked_by(mail, owed.get(mail.enrolment.trigger.order_id, ()))
        if mail.message_id and asked is not None and asked.ended_by_id is not None:
            said[mail.message_id] = Stop("somebody of us saw to the check-in")
    return said


def _check_ins_among(messages: Sequence[Message]) -> list[FollowUpMail]:
    enrolment = joinedload(FollowUpMail.enrolment)
    found = session.scalars(
        select(FollowUpMail)
        .options(enrolment.joinedload(Enrolment.version), enrolment.joinedload(Enrolment.trigger))
        .where(FollowUpMail.message_id.in_([each.id for each in messages]))
    )
    return [each for each in found if each.enrolment.version.spec["kind"] == Kind.CHECK_IN]


def _owed_for(order_ids: set[int | None]) -> Mapping[int, list[OwedCheckIn]]:
    """What each order made us owe, the soonest due first."""
    found = defaultdict(list)
    owed = select(OwedCheckIn).where(OwedCheckIn.order_id.in_(order_ids - {None}))
    for each in session.scalars(owed.order_by(OwedCheckIn.order_id, OwedCheckIn.nth)):
        found[each.order_id].append(each)
    return found


def _asked_by(mail: FollowUpMail, owed: Iterable[OwedCheckIn]) -> OwedCheckIn | None:
    """Which of them the mail asks: the first that is due after it, or else the last."""
    last = None
    for last in owed:
        if mail.due_at <= last.due_at:
            break
    return last if last is not None and last.customer_id == mail.customer_id else None
