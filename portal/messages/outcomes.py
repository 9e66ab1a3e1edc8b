"""What becomes of a message after each try to hand it over: only its own claim may say so."""

import logging
import random
from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.messages import suppressing
from portal.messages.answers import Answer, Verdict, judge
from portal.messages.ledger import note
from portal.messages.models import Message, MessageState, Purpose
from portal.messages.secret_links import without_secrets

log = logging.getLogger(__name__)
FIRST_WAIT = {Purpose.ACCOUNT: timedelta(minutes=1), Purpose.SERVICE: timedelta(minutes=5)}
LONGEST_WAIT = timedelta(hours=4)
MOST_TRIES = 28
"""About four days of temporary refusals."""
MOST_BREAKS = 3
"""So often a mail may break the hand-over itself before it is put aside."""


def held(message_id: int, attempt: str, *states: MessageState) -> Message | None:
    """The message, locked, if this claim still has it in one of these states."""
    return session.scalars(
        select(Message)
        .where(Message.id == message_id, Message.attempt == attempt, Message.state.in_(states))
        .with_for_update(of=Message)
    ).one_or_none()


@atomic()
def settle(message_id: int, attempt: str, answer: Answer) -> None:
    """Write down what the mail server's answer means for the message.

    A claim that ran out while the server thought about it still counts: the message is uncertain
    by then, or waits to be sent again, and the same attempt is the evidence that it was sent.
    """
    verdict = judge(answer)
    states = [MessageState.CLAIMED, MessageState.HANDING, MessageState.UNCERTAIN]
    if verdict is Verdict.SENT:
        states.append(MessageState.QUEUED)
    message = held(message_id, attempt, *states)
    if message is None:
        log.warning("an answer came too late", extra={"mail": message_id, "verdict": verdict})
        return
    message.smtp_code, message.smtp_text = answer.code or None, answer.text
    _BECOMES[verdict](message, f"{answer.code or ''} {answer.text}".strip())


@atomic()
def broke(message_id: int, attempt: str, error: str) -> None:
    """The hand-over broke inside the portal: try again later, after three times put it aside."""
    message = held(message_id, attempt, MessageState.CLAIMED, MessageState.HANDING)
    if message is None:
        return
    message.attempts += 1
    if message.attempts >= MOST_BREAKS:
        fail(message, f"put aside, it cannot be handed over: {error}")
    else:
        _wait(message, f"it could not be handed over: {error}")


def block(message: Message, reason: str) -> None:
    _end(message, MessageState.BLOCKED, reason)


def fail(message: Message, reason: str) -> None:
    _end(message, MessageState.FAILED, reason)


def leave_in_doubt(message: Message, reason: str) -> None:
    """Nobody knows whether it was sent. It is not sent again, except for what somebody waits for
    in front of a sign-in page: a second copy, with the same Message-ID, does less harm than none.
    """
    is_waited_for = message.purpose is Purpose.ACCOUNT and not _is_expired(message)
    if is_waited_for and message.attempts < MOST_BREAKS:
        message.attempts += 1
        _wait(message, f"sent again with the same Message-ID: {reason}")
    else:
        _end(message, MessageState.UNCERTAIN, reason)


@atomic()
def prove_sent(message: Message, *, evidence: str) -> None:
    """Something came back that only somebody who has the mail can send: so it was sent."""
    if message.state is MessageState.UNCERTAIN:
        _sent(message, evidence)


def _sent(message: Message, said: str) -> None:
    message.sent_at = clock.now()
    _end(message, MessageState.SENT, None, said=said[:250])


def _dead(message: Message, said: str) -> None:
    fail(message, f"nobody is at this address: {said}")
    suppressing.suppress(message.to_address, reason=suppressing.HARD_BOUNCE, message=message)


def _retry(message: Message, said: str) -> None:
    message.attempts += 1
    if message.attempts >= MOST_TRIES:
        fail(message, f"given up after {message.attempts} tries: {said}")
    else:
        _wait(message, f"refused for now: {said}")


def _retry_slowly(message: Message, said: str) -> None:
    _retry(message, said)
    if message.state is MessageState.QUEUED:
        message.try_at = clock.now() + LONGEST_WAIT


def _wait(message: Message, reason: str) -> None:
    """Back into the queue, for longer each time, and not in step with others."""
    wait = FIRST_WAIT[message.purpose] * 2 ** min(message.attempts - 1, 10)
    message.state = MessageState.QUEUED
    message.try_at = clock.now() + min(wait, LONGEST_WAIT) * random.uniform(1, 1.1)
    message.reason = reason[:250]
    note(message, "deferred", reason=message.reason, try_at=message.try_at.isoformat())


def _end(message: Message, state: MessageState, reason: str | None, **particulars: str) -> None:
    message.state = state
    message.reason = reason[:250] if reason else None
    note(message, state, **({"reason": message.reason} if reason else {}), **particulars)
    if state is MessageState.SENT or message.purpose is Purpose.ACCOUNT:
        message.text = without_secrets(message.text)
        message.html = without_secrets(message.html) if message.html else None


def _is_expired(message: Message) -> bool:
    return message.expires_at is not None and message.expires_at <= clock.now()


_BECOMES = {
    Verdict.SENT: _sent,
    Verdict.RETRY: _retry,
    Verdict.RETRY_SLOWLY: _retry_slowly,
    Verdict.FAILED: lambda message, said: fail(message, f"refused: {said}"),
    Verdict.DEAD_ADDRESS: _dead,
    Verdict.UNCERTAIN: lambda message, said: leave_in_doubt(
        message, f"the connection was lost after the last byte: {said}"
    ),
}
