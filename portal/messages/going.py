"""Whether a mail may still go, asked in the very transaction that lets it: what its domain says to
it now counts, not what it said when the mail was planned."""

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


def asked(message: Message) -> Stop | Wait | None:
    """What the domains say; None lets it go. Only what stands on a choice of its reader's is asked
    about: nothing else may be held back."""
    if message.consent_purpose is None:
        return None
    for domain in current_app.extensions["portal_domains"]:
        if said := domain.may_still_go(message):
            return said
    return None


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
