"""How much one customer gets: a cap over all playbooks, in calendar days where they live."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.database import session
from portal.followups import due_times
from portal.followups.enrolled_models import FollowUpMail
from portal.followups.intended import Intended
from portal.messages.models import Message, MessageState

LEAVING = (MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN)
MOST_ASKED = 200


def free_at(intended: Intended, at: datetime) -> datetime | None:
    """When the next one may go; None when this one may go now.

    The day a mail counts on is the reader's: what left on Monday evening is a day old on Tuesday.
    """
    cap = intended.spec.cap
    if cap is None:
        return None
    window = due_times.midnight(at, intended.zone, days_on=1 - cap.days)
    left = session.scalars(
        _others(intended)
        .with_only_columns(func.coalesce(Message.sent_at, at))
        .where(or_(Message.sent_at >= window, Message.state.in_(LEAVING)))
        .order_by(None)
        .limit(MOST_ASKED)
    ).all()
    if len(left) < cap.most:
        return None
    oldest = sorted(left, reverse=True)[cap.most - 1]
    days_on = cap.days - (at - due_times.midnight(oldest, intended.zone)) // timedelta(days=1)
    return due_times.at_on(intended.step.at, at, intended.zone, days_on=max(1, days_on))


def sent_this_month(intended: Intended, at: datetime) -> int:
    """What they had of this purpose in their calendar month."""
    here = at.astimezone(intended.zone)
    first = due_times.midnight(at, intended.zone, days_on=1 - here.day)
    counted = (
        _others(intended)
        .with_only_columns(func.count())
        .order_by(None)
        .where(
            Message.consent_purpose == intended.spec.purpose,
            _went_since(first),
        )
    )
    return session.scalar(counted) or 0


def _went_since(first: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Message.state == MessageState.SENT, Message.sent_at >= first),
        Message.state.in_(LEAVING),
    )


def _others(intended: Intended) -> Select[tuple[Message]]:
    """Their other follow-up mails, of whatever playbook."""
    found = (
        select(Message)
        .join(FollowUpMail, FollowUpMail.message_id == Message.id)
        .where(FollowUpMail.customer_id == intended.customer.id)
    )
    return found.where(FollowUpMail.id != intended.mail.id) if intended.mail else found
