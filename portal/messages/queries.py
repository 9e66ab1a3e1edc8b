"""What waits in the ledger, what went wrong, and what came in and was put aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal import clock
from portal.database import session
from portal.messages import instance, policy
from portal.messages.models import (
    EXPIRED,
    PUT_ASIDE,
    STUCK,
    UNDER_WAY,
    InboundMail,
    Message,
    MessageState,
)
from portal.web.remembering import remembered

DELAYED_AFTER = timedelta(minutes=2)
PAGE = 50


@dataclass(frozen=True)
class Backlog:
    """How many mails are due and wait, since when, and how many nobody knows about."""

    waiting: int
    since: datetime | None
    uncertain: int

    @property
    def is_delayed(self) -> bool:
        return self.since is not None and clock.now() - self.since > DELAYED_AFTER


def backlog() -> Backlog:
    due = select(func.count(), func.min(Message.due_at)).where(
        Message.state.in_(UNDER_WAY), Message.due_at <= clock.now()
    )
    waiting, since = session.execute(due).one()
    uncertain = select(func.count()).where(Message.state == MessageState.UNCERTAIN)
    return Backlog(waiting, since, session.scalar(uncertain) or 0)


def health() -> dict[str, Any]:
    """For /healthz."""
    found = backlog()
    oldest = int((clock.now() - found.since).total_seconds()) if found.since else 0
    return {
        "status": "held" if instance.why_held() else "delayed" if found.is_delayed else "ok",
        "waiting": found.waiting,
        "oldest_seconds": oldest,
        "uncertain": found.uncertain,
    }


def stuck(user: Any) -> Select[tuple[Message]]:
    """Mails that did not leave, or perhaps did, and about which nobody has decided."""
    return (
        select(Message)
        .where(policy.visible_to(user), is_stuck())
        .order_by(Message.id.desc())
        .limit(PAGE)
    )


def is_stuck() -> ColumnElement[bool]:
    """Whoever asked for something that expired has long asked again: that needs nobody."""
    return and_(
        Message.state.in_(STUCK),
        Message.decided_at.is_(None),
        or_(Message.reason.is_(None), Message.reason != EXPIRED),
    )


def waiting(user: Any) -> Select[tuple[Message]]:
    """Mails on their way, the one that waits longest first."""
    return (
        select(Message)
        .where(policy.visible_to(user), Message.state.in_(UNDER_WAY))
        .order_by(Message.due_at, Message.id)
        .limit(PAGE)
    )


def put_aside(user: Any) -> Select[tuple[InboundMail]]:
    """Mails that came in and that nobody has decided about."""
    return (
        select(InboundMail)
        .where(policy.visible_to(user), InboundMail.state.in_(PUT_ASIDE))
        .order_by(InboundMail.id.desc())
        .limit(PAGE)
    )


UNDECIDED = select(
    select(func.count()).select_from(Message).where(is_stuck()).scalar_subquery()
    + select(func.count())
    .select_from(InboundMail)
    .where(InboundMail.state.in_(PUT_ASIDE))
    .scalar_subquery()
)
"""Built once: the header of every page at the desk asks it."""


def undecided(user: Any) -> int:
    """How many mails wait for a decision of this person's."""
    if not policy.may_decide(user):
        return 0
    return _all_undecided()


@remembered(seconds=3)
def _all_undecided() -> int:
    return session.connection().scalar(UNDECIDED) or 0


def message(user: Any, message_id: int) -> Select[tuple[Message]]:
    return select(Message).where(policy.file_visible_to(user), Message.id == message_id)


def inbound_mail(user: Any, inbound_id: int) -> Select[tuple[InboundMail]]:
    return select(InboundMail).where(policy.visible_to(user), InboundMail.id == inbound_id)
