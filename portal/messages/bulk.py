"""What we would like to tell people, quickly: several conversations with the mail server at once,
in each the next envelope on its way before the last answer is back.

The two phases are those of `delivery`: a mail is written down as being handed over before the
server has a byte of it, so each conversation leaves at most one in doubt.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.database import atomic
from portal.messages import delivery, instance, lanes, marking, outcomes, pipelining
from portal.messages.answers import Answer, Stage, Verdict, judge
from portal.messages.delivery import Claimed
from portal.messages.pipelining import Conversation
from portal.messages.transport import Connection, Fenced, LaneFault, outgoing, said

log = logging.getLogger(__name__)
CLOSING = 421
ROUND_SECONDS = 3
"""A worker does nothing else meanwhile: somebody's sign-in link waits no longer than this."""
ASK_AGAIN_SECONDS = 1
"""So old may be what was said about a mail when it is begun. A no of its reader's needs no asking:
it takes the mail from its claim at once."""


def deliver_bulk() -> int:
    """Hand over what stands on its reader's choice, for about three seconds, on as many
    connections as the settings say; returns how many messages it dealt with."""
    if not instance.may_send():
        return 0
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    until = time.monotonic() + ROUND_SECONDS
    connections = app.extensions["portal_settings"].bulk_connections
    with ThreadPoolExecutor(connections) as belts:
        return sum(belts.map(lambda _: _run(app, until), range(connections)))


@atomic()
def claim() -> list[Claimed]:
    """Take some that are due, no more than may still leave in this minute."""
    per_minute = current_app.extensions["portal_settings"].bulk_per_minute
    allowed = lanes.allowance(per_minute, delivery.BATCH)
    claimed = delivery.claim(allowed, of=delivery.STANDS_ON_A_CHOICE) if allowed else []
    lanes.give_back(per_minute, allowed - len(claimed))
    return claimed


@dataclass
class Belt:
    """One connection, and what is on its way there: at most one mail that has no answer yet."""

    connection: Connection
    _conversation: Conversation | None = None
    _announced: Claimed | None = None
    _unsettled: tuple[Claimed, Answer] | None = None

    def carry(self, each: Claimed, then: Claimed | None) -> None:
        """Hand over `each`; the envelope of `then` goes along. Raises LaneFault."""
        try:
            answer = self._hand_over(each, then)
        except Fenced:
            self._hang_up()
            log.warning("a claim was lost before handing over", extra={"mail": each.id})
        except (LaneFault, SQLAlchemyError):
            self._hang_up()
            raise
        except Exception as error:
            self._hang_up()
            log.exception("a message cannot be handed over", extra={"mail": each.id})
            outcomes.broke(each.id, each.attempt, f"{type(error).__name__}: {error}")
        else:
            self._write_down()
            self._unsettled = (each, answer)
            if judge(answer) is Verdict.LANE_FAULT:
                self._write_down()

    def close(self) -> None:
        self.connection.__exit__(None, None, None)

    def settle(self) -> None:
        """Write down the last answer, when no other mail follows to write it down with."""
        if self._announced is not None:
            self._hang_up()
        self._write_down()

    def _write_down(self) -> None:
        if self._unsettled is not None:
            unsettled, self._unsettled = self._unsettled, None
            delivery.settle(*unsettled)

    def _hand_over(self, each: Claimed, then: Claimed | None) -> Answer:
        content = each.letter.as_bytes()
        conversation = self._open()
        if conversation is None:
            return self.connection.hand_over(each.letter, lambda: self._may(each))
        answer = self._say(conversation, each, content, then)
        if answer.stage is Stage.SENDER and self.connection.num_emails:
            # Many servers end a conversation after so many mails: begin another one.
            self._hang_up()
            conversation = self._open()
            answer = self._say(conversation, each, content, then) if conversation else answer
        return answer

    def _open(self) -> Conversation | None:
        if self.connection.host is None:
            self.connection.host = self.connection.configure_host()
        if self._conversation is None and pipelining.can(self.connection.host):
            self._conversation = Conversation(self.connection.host)
        return self._conversation

    def _say(
        self, conversation: Conversation, each: Claimed, content: bytes, then: Claimed | None
    ) -> Answer:
        try:
            if self._announced is not each:
                conversation.announce(each.letter)
            self._announced = None
            if refusal := conversation.heard():
                self._go_on_after(refusal, conversation)
                return refusal
            if not self._may(each):
                raise Fenced
            conversation.send(content, then.letter if then else None)
            self._announced = then
            self.connection.num_emails += 1
            answer = conversation.taken()
        except OSError as fault:
            self._hang_up()
            return Answer(conversation.stage, 0, said(fault))
        if answer.code == CLOSING:
            self._hang_up()
        return answer

    def _go_on_after(self, refusal: Answer, conversation: Conversation) -> None:
        try:
            if refusal.code == CLOSING:
                raise ConnectionResetError
            conversation.start_over()
        except OSError:
            self._hang_up()

    @atomic()
    def _may(self, each: Claimed) -> bool:
        """The answer to the mail before and the point of no return of this one, in one go."""
        if self._unsettled is not None and not _is_marked(*self._unsettled):
            outcomes.settle(self._unsettled[0].id, self._unsettled[0].attempt, self._unsettled[1])
        self._unsettled = None
        return marking.handing(each)

    def _hang_up(self) -> None:
        self.connection.hang_up()
        self._conversation = self._announced = None


def _is_marked(claimed: Claimed, answer: Answer) -> bool:
    return judge(answer) is Verdict.SENT and marking.sent(claimed, answer)


def _run(app: Flask, until: float) -> int:
    dealt_with = 0
    with app.app_context(), closing(Belt(outgoing().connect())) as belt:
        while time.monotonic() < until and not lanes.is_paused():
            claimed = claim()
            if not claimed:
                break
            dealt_with += _deliver(belt, claimed, until)
    return dealt_with


def _deliver(belt: "Belt", claimed: Sequence[Claimed], until: float) -> int:
    count, asked_at = 0, time.monotonic()
    try:
        for each, then in zip_longest(claimed, claimed[1:]):
            now = time.monotonic()
            if now > until:
                break
            if now - asked_at > ASK_AGAIN_SECONDS:
                delivery.ask_again(claimed[count:])
                asked_at = now
            belt.carry(each, then)
            count += 1
            if count == 1:
                lanes.works()
    except LaneFault as fault:
        lanes.pause(str(fault))
    finally:
        belt.settle()
        delivery.release(claimed[0].attempt)
    return count
