"""What became of the mail that was to ask. Where none can, somebody of us asks instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.deadlines import local_days
from portal.followups import due_times
from portal.followups.enrolled_models import Enrolment, EnrolmentState, FollowUpMail, TriggerEvent
from portal.followups.spec import Kind
from portal.history.recording import record
from portal.messages.models import UNDER_WAY, Message, MessageEvent, MessageState
from portal.owed import ending
from portal.owed.events import CheckInByHand, CheckInLate
from portal.owed.models import How, OwedCheckIn, OwedState
from portal.promises.calendars import calendar_of
from portal.tickets.notices import tell_staff_of

AT_ONCE = 200
MOST_MAILS = 20
AGAIN, LATER = timedelta(minutes=1), timedelta(hours=1)
MAY_BOUNCE = timedelta(days=7)
"""For so long after it left, a mail may come back."""
ASK_BEFORE = 2
"""So many working days before the last day somebody has to be told that no mail asks."""
CAME_BACK = ("dsn_failed", "suppressed")
NO_MAIL = "no mail is planned for it"


@dataclass(frozen=True)
class Found:
    """What there is of a check-in so far: `goes` says when the mail leaves, `why_not` why none
    does."""

    mail: FollowUpMail | None = None
    is_sent: bool = False
    goes: datetime | None = None
    why_not: str = ""
    is_held_back: bool = False


def look_at_what_is_due() -> int:
    """Look at the check-ins whose mail may have left, or can leave no more."""
    due = session.scalars(
        select(OwedCheckIn.id)
        .where(OwedCheckIn.look_at <= clock.now())
        .order_by(OwedCheckIn.look_at, OwedCheckIn.id)
        .limit(AT_ONCE)
    ).all()
    return sum(look(number) for number in due)


@atomic()
def look(check_in_id: int) -> bool:
    """See what became of its mail; True when that changed anything. Safe to repeat."""
    owed = lock(session.get_one(OwedCheckIn, check_in_id))
    now = clock.now()
    if owed.look_at is None or owed.look_at > now:
        return False
    before, found = owed.state, _found(owed)
    owed.mail_id = found.mail.id if found.mail else None
    if owed.order.cancelled_at is not None and owed.is_open:
        ending.waive_by_itself(owed, reason="the order was cancelled")
    elif found.is_held_back and owed.is_open:
        ending.waive_by_itself(owed, reason="held back to measure the effect of the mail")
    elif found.is_sent:
        _sent(owed, found, now)
    else:
        _not_sent(owed, found, now)
    session.flush()
    return owed.state is not before


def tell_who_leads() -> int:
    """Tell of the check-ins that are late; of each once."""
    late = session.scalars(
        select(OwedCheckIn.id)
        .where(
            OwedCheckIn.state == OwedState.BY_HAND,
            OwedCheckIn.due_at <= clock.now(),
            OwedCheckIn.told_late_at.is_(None),
        )
        .order_by(OwedCheckIn.due_at, OwedCheckIn.id)
        .limit(AT_ONCE)
    ).all()
    return sum(tell_of(number) for number in late)


@atomic()
def tell_of(check_in_id: int) -> bool:
    """Tell who leads, and whose it is, that it is late; False when that was done."""
    owed = lock(session.get_one(OwedCheckIn, check_in_id))
    is_late = owed.state is OwedState.BY_HAND and owed.due_at <= clock.now()
    if not is_late or owed.told_late_at is not None:
        return False
    owed.told_late_at = clock.now()
    leads = select(User.id).where(User.role == Role.LEAD, User.disabled_at.is_(None))
    told = {*session.scalars(leads), *([owed.owner_id] if owed.owner_id else [])}
    text = f"{owed.number} is late: nobody has asked {owed.customer.name} how it does"
    for user_id in sorted(told):
        tell_staff_of(user_id, text, ticket=None, path=f"/desk/owed/{owed.number}")
    event = CheckInLate(check_in_id=owed.id, product=owed.order.product)
    record(event, customer=owed.customer, by=None)
    return True


def hand_over(owed: OwedCheckIn, why: str) -> None:
    """Inside a verb that has locked it: no mail asks, so its owner does."""
    owed.state, owed.by_hand_since, owed.by_hand_why = OwedState.BY_HAND, clock.now(), why[:250]
    owed.ended_at = owed.how = None
    owner = owed.owner.name if owed.owner else ""
    event = CheckInByHand(
        check_in_id=owed.id, product=owed.order.product, reason=why[:250], owner=owner
    )
    record(event, customer=owed.customer, by=None)


def _sent(owed: OwedCheckIn, found: Found, now: datetime) -> None:
    assert found.mail is not None and found.mail.message is not None
    sent_at = found.mail.message.sent_at or now
    answer = found.mail.answer.code if found.mail.answer else None
    if owed.is_open:
        ending.made_by_mail(owed, at=sent_at, answer=answer)
    elif owed.how == How.MAIL:
        owed.answer = answer
    owed.look_at = now + LATER if now < sent_at + MAY_BOUNCE else None


def _not_sent(owed: OwedCheckIn, found: Found, now: datetime) -> None:
    if owed.state is OwedState.MADE:
        if owed.how == How.MAIL and found.why_not:
            hand_over(owed, found.why_not)
        owed.look_at = None if owed.state is OwedState.MADE else now + LATER
        return
    if not owed.is_open:
        owed.look_at = None
        return
    tell_at = _tell_at(owed)
    waits = found.goes is not None and found.goes <= owed.due_at
    why = found.why_not or ("" if waits else NO_MAIL if found.goes is None else "its mail is late")
    if owed.state is OwedState.WAITS and why and (found.why_not or now >= tell_at):
        hand_over(owed, why)
    elif owed.state is OwedState.WAITS and now >= owed.due_at:
        hand_over(owed, "its mail has not left in time")
    leaves = max(found.goes, now) + AGAIN if found.goes else now + LATER
    owed.look_at = min(leaves, max(tell_at, now + AGAIN), now + LATER)


def _tell_at(owed: OwedCheckIn) -> datetime:
    """When whose it is has to know, to do it in time."""
    _, house = calendar_of(None)
    day = due_times.working_days_on(owed.due_on, -ASK_BEFORE, house)
    return local_days.end_of(day, house.zone) - timedelta(days=1)


def _found(owed: OwedCheckIn) -> Found:
    """The mail that asks in time; what keeps it from going, where it cannot."""
    mails = [each for each in _mails(owed) if _is_for(owed, each)]
    said = [_of(each) for each in mails]
    for wanted in (lambda it: it.is_sent, lambda it: it.goes, lambda it: it.is_held_back):
        if (first := next(filter(wanted, said), None)) is not None:
            return first
    return said[-1] if said else Found(why_not=_left_out(owed))


def _of(mail: FollowUpMail) -> Found:
    message = mail.message
    if mail.stopped_by == "arm":
        return Found(mail=mail, is_held_back=True)
    if mail.stopped_by is not None or message is None:
        return Found(mail=mail, why_not=mail.reason or "its mail was not written")
    if message.state is MessageState.SENT:
        came_back = _came_back(message)
        return Found(mail=mail, is_sent=not came_back, why_not=came_back)
    if message.state in UNDER_WAY:
        return Found(mail=mail, goes=max(message.due_at, message.try_at))
    if message.state is MessageState.UNCERTAIN:
        return Found(mail=mail, why_not="nobody knows whether its mail arrived")
    return Found(mail=mail, why_not=message.reason or "its mail was refused")


def _came_back(message: Message) -> str:
    found = exists().where(MessageEvent.message_id == message.id, MessageEvent.kind.in_(CAME_BACK))
    return "its mail came back" if session.scalar(select(found)) else ""


def _is_for(owed: OwedCheckIn, mail: FollowUpMail) -> bool:
    """A check-in of the time between the one before and this one."""
    is_one = mail.enrolment.version.spec["kind"] == Kind.CHECK_IN
    return is_one and mail.due_at > _begins(owed)


def _begins(owed: OwedCheckIn) -> datetime:
    """The end of the check-in before this one; the delivery, for the first."""
    before = session.scalar(
        select(OwedCheckIn.due_at).where(
            OwedCheckIn.order_id == owed.order_id, OwedCheckIn.nth == owed.nth - 1
        )
    )
    return before or owed.due_at - timedelta(days=1000)


def _mails(owed: OwedCheckIn) -> Sequence[FollowUpMail]:
    """Those about the same order, the soonest first."""
    return session.scalars(
        _about(
            select(FollowUpMail).join(Enrolment, Enrolment.id == FollowUpMail.enrolment_id), owed
        )
        .options(
            joinedload(FollowUpMail.message),
            joinedload(FollowUpMail.enrolment).joinedload(Enrolment.version),
        )
        .order_by(FollowUpMail.due_at, FollowUpMail.id)
        .limit(MOST_MAILS)
    ).all()


def _left_out(owed: OwedCheckIn) -> str:
    """By which condition a playbook left them out, when one did."""
    reason = session.scalar(
        _about(select(Enrolment.exit_reason), owed)
        .where(Enrolment.state == EnrolmentState.LEFT_OUT)
        .order_by(Enrolment.id.desc())
        .limit(1)
    )
    return f"a playbook left them out: {reason}" if reason else ""


def _about(query: Any, owed: OwedCheckIn) -> Any:
    return query.join(TriggerEvent, TriggerEvent.id == Enrolment.trigger_event_id).where(
        TriggerEvent.order_id == owed.order_id, Enrolment.customer_id == owed.customer_id
    )
