"""What a mail server's answer means for a mail: pure."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from portal.reading import bounce_reasons


class Stage(IntEnum):
    """How far the hand-over had come. Only from END on may the server have the mail."""

    SENDER = 1
    RECIPIENT = 2
    DATA = 3
    BODY = 4
    END = 5


@dataclass(frozen=True)
class Answer:
    """The server's last answer; code 0 when the connection was lost instead."""

    stage: Stage
    code: int
    text: str


class Verdict(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    RETRY_SLOWLY = "retry slowly"
    """The reader's mailbox is full."""
    FAILED = "failed"
    DEAD_ADDRESS = "dead address"
    LANE_FAULT = "lane fault"
    """The server's or our own trouble, and no fault of this mail."""
    UNCERTAIN = "uncertain"


_MAILBOX_FULL = "4.2.2"
_SIGN_IN_FIRST = frozenset({530, 535, 538})


def judge(answer: Answer) -> Verdict:
    """What becomes of the mail after this answer."""
    if answer.stage is Stage.SENDER:
        # All our mails have one kind of sender: a server that refuses it refuses all of them.
        return Verdict.LANE_FAULT
    if answer.stage is Stage.END:
        if 200 <= answer.code < 300:
            return Verdict.SENT
        if not 400 <= answer.code < 600:
            return Verdict.UNCERTAIN
    if answer.code < 500 or answer.code in _SIGN_IN_FIRST:
        is_full = answer.text.lstrip().startswith(_MAILBOX_FULL)
        return Verdict.RETRY_SLOWLY if is_full else Verdict.RETRY
    return Verdict.DEAD_ADDRESS if _is_dead(answer) else Verdict.FAILED


def _is_dead(answer: Answer) -> bool:
    """Nobody is there. A refusal for any other reason must not silence a living customer."""
    when = "in reply to RCPT TO" if answer.stage is Stage.RECIPIENT else "after end of DATA"
    return bounce_reasons.judge(f"{answer.code} {answer.text}", context=when).is_hard
