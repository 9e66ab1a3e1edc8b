"""Delivering what waits in the ledger, in two phases, so that nothing is sent twice or claimed
falsely, whatever dies in between.

Many workers do this at once. A message is claimed under the claim's own token; each later step
only counts when the message still has that token. No transaction is open while SMTP talks.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import aliased

from portal import clock
from portal.database import atomic, session
from portal.messages import going, instance, lanes, outcomes, suppressing
from portal.messages.answers import Answer, Verdict, judge
from portal.messages.ledger import note
from portal.messages.letter import Letter, letter_of
from portal.messages.models import EXPIRED, UNDER_WAY, Message, MessageState
from portal.messages.transport import Connection, Fenced, LaneFault, outgoing

log = logging.getLogger(__name__)
BATCH = 50
LEASE = timedelta(minutes=2)
HANDING_LEASE = timedelta(minutes=2)
"""Longer than a mail server may take to accept a mail; see transport.ACCEPT_SECONDS."""
ROUND_SECONDS = 5
PATIENCE = (0.2, 1, 3)
WAITED_FOR = Message.consent_purpose.is_(None)
"""What somebody waits for, maybe in front of a sign-in page."""
STANDS_ON_A_CHOICE = Message.consent_purpose.is_not(None)
"""What we would like to tell people: it goes in bulk, and must not make the other wait."""


@dataclass(frozen=True)
class Claimed:
    """A message that this worker may hand over, and its letter."""

    id: int
    attempt: str
    letter: Letter


def deliver_due() -> int:
    """Hand over what people wait for and is due, for about five seconds; returns how many messages
    it dealt with."""
    if lanes.is_paused() or not instance.may_send():
        return 0
    claimed = claim()
    if not claimed:
        return 0
    try:
        return _deliver(claimed)
    except LaneFault as fault:
        lanes.pause(str(fault))
        return 0
    finally:
        release(claimed[0].attempt)


@atomic()
def claim(limit: int = BATCH, *, of: ColumnElement[bool] = WAITED_FOR) -> list[Claimed]:
    """Take up to `limit` due messages. What must not be sent any more is blocked instead."""
    now = clock.now()
    found = _due(now, limit, of)
    said = going.asked(found)
    suppressed = suppressing.why_not_each(found)
    attempt = secrets.token_hex(16)
    claimed = []
    for message in found:
        if message.id in said:
            going.heed(message, said[message.id])
            continue
        if trouble := EXPIRED if _is_expired(message, now) else suppressed.get(message.id):
            outcomes.block(message, trouble)
            continue
        message.state = MessageState.CLAIMED
        message.attempt = attempt
        message.claimed_until = now + LEASE
        claimed.append(Claimed(message.id, attempt, letter_of(message)))
    return claimed


def _due(now: datetime, limit: int, of: ColumnElement[bool]) -> list[Message]:
    due = (
        select(Message)
        .where(Message.state == MessageState.QUEUED, Message.try_at <= now, of, _comes_first())
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Message)
    )
    return list(session.scalars(due))


@atomic()
def release(attempt: str) -> None:
    """Give back what this claim still has: there was no time for it, or no mail server."""
    session.execute(
        update(Message)
        .where(Message.attempt == attempt, Message.state == MessageState.CLAIMED)
        .values(state=MessageState.QUEUED)
    )


@atomic()
def ask_again(claimed: Sequence[Claimed]) -> None:
    """Ask about those that are still ahead, as the claim did; what does not go any more is taken
    from the claim."""
    ahead = session.scalars(
        select(Message)
        .where(
            Message.id.in_([each.id for each in claimed]),
            Message.attempt == claimed[0].attempt,
            Message.state == MessageState.CLAIMED,
        )
        .order_by(Message.due_at, Message.id)
        .with_for_update(of=Message)
    ).all()
    said = going.asked(ahead)
    for message in ahead:
        if message.id in said:
            going.heed(message, said[message.id])


@atomic()
def begin_handing(claimed: Claimed) -> bool:
    """The point of no return, written down before the server gets a byte. False: the claim was
    lost, or taken back because who reads it has said no since; see recalling."""
    message = outcomes.held(claimed.id, claimed.attempt, MessageState.CLAIMED)
    if message is None:
        return False
    message.state = MessageState.HANDING
    message.claimed_until = clock.now() + HANDING_LEASE
    note(message, MessageState.HANDING, attempt=claimed.attempt)
    return True


def _deliver(claimed: list[Claimed]) -> int:
    """Hand them over one after the other; returns how many were dealt with."""
    until = time.monotonic() + ROUND_SECONDS
    with outgoing().connect() as connection:
        for count, each in enumerate(claimed):
            if time.monotonic() > until:
                return count
            _hand_over(connection, each)
            if count == 0:
                lanes.works()
    return len(claimed)


def _hand_over(connection: Connection, claimed: Claimed) -> None:
    try:
        answer = connection.hand_over(claimed.letter, lambda: begin_handing(claimed))
    except Fenced:
        log.warning("a claim was lost before handing over", extra={"mail": claimed.id})
    except (LaneFault, SQLAlchemyError):
        raise
    except Exception as error:
        log.exception("a message cannot be handed over", extra={"mail": claimed.id})
        outcomes.broke(claimed.id, claimed.attempt, f"{type(error).__name__}: {error}")
    else:
        settle(claimed, answer)


def settle(claimed: Claimed, answer: Answer) -> None:
    """Write down the answer. A database away for a moment must not make a mail uncertain."""
    if judge(answer) is Verdict.LANE_FAULT:
        raise LaneFault(f"{answer.code or ''} {answer.text}".strip())
    for pause in PATIENCE:
        try:
            outcomes.settle(claimed.id, claimed.attempt, answer)
            return
        except DBAPIError:
            log.exception("an answer could not be written down", extra={"mail": claimed.id})
            time.sleep(pause)
    outcomes.settle(claimed.id, claimed.attempt, answer)


def _is_expired(message: Message, now: datetime) -> bool:
    return message.expires_at is not None and message.expires_at <= now


def _comes_first() -> ColumnElement[bool]:
    """No earlier mail of the same thread to the same address is still under way."""
    earlier = aliased(Message)
    is_earlier = or_(
        earlier.due_at < Message.due_at,
        and_(earlier.due_at == Message.due_at, earlier.id < Message.id),
    )
    return ~exists().where(
        earlier.thread == Message.thread,
        earlier.to_address == Message.to_address,
        earlier.state.in_(UNDER_WAY),
        is_earlier,
    )
