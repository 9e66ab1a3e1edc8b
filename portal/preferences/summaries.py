"""Summaries by mail: what happened since the last one, in one mail."""

from datetime import datetime

from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import SignIn, User
from portal.database import atomic, session
from portal.messages.ledger import post
from portal.preferences import mails
from portal.preferences.models import Notice

MOST_AT_ONCE = 100
MOST_NOTICES = 500


def send_due() -> int:
    """A mail to each user whose summary is due; returns how many users were looked at."""
    due = select(Notice.user_id).where(Notice.mail_at <= clock.now()).distinct()
    users = session.scalars(due.order_by(Notice.user_id).limit(MOST_AT_ONCE)).all()
    for user_id in users:
        send(session.get_one(User, user_id))
    return len(users)


@atomic()
def send(user: User) -> None:
    """Put what is due into one mail. A notice goes into one summary only, however many workers
    send; those who wanted to hear of it here first, and were here since, get none of it."""
    due = (
        select(Notice)
        .where(Notice.user_id == user.id, Notice.mail_at <= clock.now())
        .order_by(Notice.id)
        .limit(MOST_NOTICES)
        .with_for_update()
    )
    notices = list(session.scalars(due))
    last_here = _last_here(user)
    told = [
        notice
        for notice in notices
        if not (notice.read_at or (notice.waits_for_sight and last_here >= notice.created_at))
    ]
    for notice in notices:
        notice.mail_at = None
    if told and user.is_active:
        post(mails.summary(user, told))


def _last_here(user: User) -> datetime:
    seen = select(func.max(SignIn.seen_at)).where(SignIn.user_id == user.id)
    return session.scalar(seen) or user.created_at
