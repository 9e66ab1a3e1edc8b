"""A mailing while it leaves: what left, what is ahead, what does not go and why, how fast, and when
it will be done. Counted over the mails that were due in the last days, not over all of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select

from portal import clock
from portal.database import session
from portal.followups.enrolled_models import FollowUpMail
from portal.followups.models import Playbook
from portal.messages.models import Message, MessageState
from portal.web.remembering import remembered

SPANS: Mapping[str, str] = {"1": "Due today", "7": "In 7 days", "30": "In 30 days"}
USUAL = "1"
MINUTES = 20
"""So far back the picture of the mails in each minute goes."""
PACE_MINUTES = 5
"""Over so many minutes its speed is told."""
IN_HAND = (MessageState.CLAIMED, MessageState.HANDING)
PART_OF_GATE: Mapping[str, str] = {
    "arm": "held-back", "stop rules": "stop-rules", "relationship": "forbidden",
    "contact": "no-address", "suppression": "suppressed", "consent": "no-permission", "cap": "cap",
    "content": "no-value", "playbook": "retired", "switch": "retired", "expiry": "expired",
}  # fmt: skip
"""Under which name the people behind a gate are shown. Quiet hours only hold a mail up."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """All counts are of mails."""

    sent: int = 0
    to_go: int = 0
    """Due, and nothing holds them."""
    in_hand: int = 0
    """Of those, what a worker has just taken."""
    waits: Mapping[str, int] = field(default_factory=dict)
    """By reason: paused, quiet hours, a cap."""
    stopped: Mapping[str, int] = field(default_factory=dict)
    """By the part whose people it opens."""
    failed: int = 0
    doubt: int = 0
    minutes: Sequence[int] = ()
    """How many left in each of the last minutes, the latest last."""
    as_of: datetime

    @property
    def all(self) -> int:
        return (
            self.sent + self.to_go + sum(self.waits.values()) + sum(self.stopped.values())
            + self.failed + self.doubt
        )  # fmt: skip

    @property
    def per_minute(self) -> float:
        return sum(self.minutes[-PACE_MINUTES:]) / PACE_MINUTES

    @property
    def done_at(self) -> datetime | None:
        """When what may go has gone, at this speed; None while nothing leaves."""
        if not self.to_go or not self.per_minute:
            return None
        return self.as_of + timedelta(minutes=self.to_go / self.per_minute)


def progress(playbook: Playbook, days: str) -> Progress:
    return _progress(playbook.id, int(days))


@remembered(seconds=2)
def _progress(playbook_id: int, days: int) -> Progress:
    now = clock.now()
    counts: Counter[str] = Counter()
    waits: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    due = (
        FollowUpMail.playbook_id == playbook_id,
        FollowUpMail.due_at > now - timedelta(days=days),
        FollowUpMail.due_at <= now,
    )
    for state, gate, reason, is_later, count in session.execute(_by_standing(now).where(*due)):
        if gate is not None:
            stopped[PART_OF_GATE.get(gate, "refused")] += count
        elif is_later:
            waits[reason or "waits"] += count
        else:
            counts[state] += count
    in_hand = sum(counts[each] for each in IN_HAND)
    return Progress(
        sent=counts[MessageState.SENT],
        to_go=counts[MessageState.QUEUED] + in_hand,
        in_hand=in_hand,
        waits=dict(waits.most_common()),
        stopped=dict(stopped.most_common()),
        failed=counts[MessageState.FAILED] + counts[MessageState.BLOCKED],
        doubt=counts[MessageState.UNCERTAIN],
        minutes=session.execute(_by_minute(now).where(*due)).one(),
        as_of=now,
    )


def _by_standing(now: datetime) -> Select[Any]:
    is_later = (Message.state == MessageState.QUEUED) & (Message.try_at > now)
    reason = case((is_later, Message.reason))
    columns = (Message.state, FollowUpMail.stopped_by, reason, is_later)
    return (
        select(*columns, func.count())
        .select_from(FollowUpMail)
        .outerjoin(Message, Message.id == FollowUpMail.message_id)
        .group_by(*columns)
    )


def _by_minute(now: datetime) -> Select[Any]:
    """One column for each of the last minutes, the latest last."""
    ends = [now - timedelta(minutes=each) for each in range(MINUTES - 1, -1, -1)]
    columns = [
        func.count(
            case(((Message.sent_at > end - timedelta(minutes=1)) & (Message.sent_at <= end), 1))
        )
        for end in ends
    ]
    return (
        select(*columns)
        .select_from(FollowUpMail)
        .join(Message, Message.id == FollowUpMail.message_id)
    )
