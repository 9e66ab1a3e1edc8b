"""What staff decide about mails that got stuck, in either direction."""

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock
from portal.messages import suppressing
from portal.messages.ledger import note
from portal.messages.models import (
    PUT_ASIDE,
    STUCK,
    InboundMail,
    InboundState,
    Message,
    MessageState,
    Purpose,
)
from portal.messages.receiving import file_away
from portal.messages.routing import Outcome, Receipt


class NotPossible(Exception):
    """The text says why, to whoever asked for it."""


@atomic()
def try_again(message: Message, *, by: Actor) -> None:
    """Send it once more, knowing that it may be there already. A silenced address is written to
    again: whoever presses this has asked the customer.
    """
    lock(message)
    if reason := why_not_again(message):
        raise NotPossible(reason)
    suppressing.lift(message.to_address)
    message.state = MessageState.QUEUED
    message.reason = None
    message.attempts = 0
    message.try_at = clock.now()
    message.decided_at = None
    note(message, "tried_again", by=by.name)


@atomic()
def give_up(message: Message, *, by: Actor) -> None:
    """Let it be: it is listed no more. Giving up twice does nothing."""
    lock(message)
    if message.decided_at is None and message.state in STUCK:
        message.decided_at = clock.now()
        note(message, "given_up", by=by.name)


def why_not_again(message: Message) -> str | None:
    """Why this mail is not sent again; None when it may be."""
    if message.state not in STUCK:
        return "It is not stuck."
    if message.consent_purpose is not None and message.state is MessageState.BLOCKED:
        return "A rule of its follow-up decided that it does not go."
    if message.purpose is Purpose.ACCOUNT:
        return "Its link has been forgotten. Its reader can ask for a new one."
    if message.state is MessageState.BLOCKED and (message.reason or "").startswith("content"):
        return "It has no text that can be sent."
    if message.expires_at is not None and message.expires_at <= clock.now():
        return "It has expired."
    return None


def release(inbound: InboundMail, *, by: Actor) -> Receipt:
    """File a mail that was put aside as what a customer wrote. Filing it twice does nothing."""
    was_aside = inbound.state in PUT_ASIDE
    receipt = file_away(inbound.id, is_released=True)
    if was_aside and receipt.outcome is not Outcome.QUARANTINED:
        _note_decision(inbound, f"Released by {by.name}", receipt.reason)
    return receipt


@atomic()
def ignore(inbound: InboundMail, *, by: Actor) -> None:
    """Leave a mail that was put aside unanswered. It stays kept."""
    lock(inbound)
    if inbound.state in PUT_ASIDE:
        inbound.state = InboundState.IGNORED
        inbound.outcome = Outcome.IGNORED
        inbound.try_at = None
        _note_decision(inbound, f"Ignored by {by.name}", inbound.reason)


@atomic()
def _note_decision(inbound: InboundMail, decision: str, reason: str | None) -> None:
    lock(inbound)
    inbound.reason = f"{decision}. {reason or ''}".strip()[:250]
