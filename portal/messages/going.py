"""Whether a mail may still go, asked in the very transaction that lets it: what its domain says to
it now counts, not what it said when the mail was planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from portal import clock
from portal.messages import outcomes
from portal.messages.ledger import note
from portal.messages.models import Message, MessageState


@dataclass(frozen=True)
class Stop:
    """It never goes."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """It does not go now."""

    reason: str
    until: datetime


def asked(messages: Sequence[Message]) -> dict[int, Stop | Wait]:
    """What the domains say about each, by its id; what is not named goes. Only what stands on a
    choice of its reader's is asked about: nothing else may be held back."""
    left = [each for each in messages if each.consent_purpose is not None]
    said: dict[int, Stop | Wait] = {}
    for domain in current_app.extensions["portal_domains"]:
        if left:
            said |= domain.may_still_go(left)
            left = [each for each in left if each.id not in said]
    return said


def heed(message: Message, said: Stop | Wait) -> None:
    """Write down that it does not go. A rule decided that, so it waits for nobody's decision."""
    if isinstance(said, Stop):
        outcomes.block(message, said.reason)
        message.decided_at = clock.now()
        return
    is_new = message.reason != said.reason[:250]
    message.state = MessageState.QUEUED
    message.reason = said.reason[:250]
    message.try_at = said.until
    if is_new:
        note(message, "waits", reason=message.reason, try_at=said.until.isoformat())
