"""Why a mail came back, and whether that means that the address is dead.

Calling a living customer's address dead costs more than writing to a dead one again. So words
like "user unknown" alone are not believed: filters say them too, once they have read the mail.
They count when the recipient as such was refused, or when a code (RFC 3463) or the keeper of the
mailboxes says the same.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.reading import bounce_wording as wording


class Reason(StrEnum):
    """What the far end objected to."""

    UNKNOWN_USER = "unknown user"
    UNKNOWN_HOST = "unknown host"
    MOVED = "moved"
    MAILBOX_FULL = "mailbox full"
    DISABLED = "disabled"
    TOO_LARGE = "too large"
    SENDER = "sender"
    POLICY = "policy"
    TEMPORARY = "temporary"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Judgement:
    """Why it came back, and whether the address is dead."""

    reason: Reason
    is_hard: bool = False


_OBJECTIONS = {
    Reason.MAILBOX_FULL: wording.MAILBOX_FULL,
    Reason.DISABLED: wording.DISABLED,
    Reason.TOO_LARGE: wording.TOO_LARGE,
    Reason.SENDER: wording.SENDER,
    Reason.POLICY: wording.POLICY,
    Reason.TEMPORARY: wording.TEMPORARY,
}
_RECIPIENT_REFUSED = re.compile(r"\brcpt\b|not like recipient|recipient address rejected", re.I)
_AFTER_READING = re.compile(r"(?:end of|after|to|during) (?:the )?(?:end of )?data\b", re.I)
_BEFORE_THE_RECIPIENT = re.compile(
    r"(?:reply to|after|response to|>>>) ?(?:pipelined )?(?:mail from|helo|ehlo|initial)",
    re.I,
)
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\w.:/-])([45])(?:2[1-8]|[035]\d|4[1-7]|71|1[0-5])(?=[- :#;,)]|$)")
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+")
_MAILBOX = re.compile(r"<?[^\s<>@]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,10}>?")
_DEAD_USER = frozenset({"1.1", "1.3", "1.10"})
_DEAD_HOST = frozenset({"1.2", "4.4"})


def judge(diagnosis: str, status: str = "", context: str = "") -> Judgement:
    """What a server's words and the status of its report come to.

    `context` is the rest of what it says, in which only the moment of refusal is looked for.
    """
    words = _own_words(diagnosis)
    told = f"{words} {context[:6000]}"
    codes = _CODE.findall(f"{status} {words}")
    details = {f"{subject}.{detail}" for _, subject, detail in codes}
    if "4" in {kind for kind, _, _ in codes} | set(_REPLY.findall(words)[:1]):
        return Judgement(_objection(words) or Reason.TEMPORARY)
    if _BEFORE_THE_RECIPIENT.search(told) and not _RECIPIENT_REFUSED.search(told):
        return Judgement(_objection(words) or Reason.SENDER)
    was_read = _AFTER_READING.search(told) is not None
    if _is_keepers_word(words) and not was_read:
        return Judgement(Reason.UNKNOWN_USER, is_hard=True)
    if objection := _objection(words):
        return Judgement(objection)
    if wording.MOVED.search(words) or "1.6" in details:
        return Judgement(Reason.MOVED, is_hard=True)
    if wording.UNKNOWN_HOST.search(words) or details & _DEAD_HOST:
        return Judgement(Reason.UNKNOWN_HOST, is_hard=True)
    if details & _DEAD_USER:
        return Judgement(Reason.UNKNOWN_USER, is_hard=True)
    if wording.UNKNOWN_USER.search(words):
        is_refusal = _RECIPIENT_REFUSED.search(told) is not None
        return Judgement(Reason.UNKNOWN_USER, is_hard=is_refusal and not was_read)
    return Judgement(Reason.UNCLEAR)


def _own_words(diagnosis: str) -> str:
    """What the refusing server said, from its reply code on: the other one only tells about it."""
    text = " ".join(_MAILBOX.sub(" ", _LINK.sub(" ", diagnosis[:6000])).split())
    code = _REPLY.search(text)
    return text[code.start() :] if code else text


def _is_keepers_word(words: str) -> bool:
    rest = wording.KEEPER_KNOWS_NOBODY.sub(" ", words)
    return rest != words and _objection(rest) in (None, Reason.TEMPORARY)


def _objection(words: str) -> Reason | None:
    """What else but a dead address is the matter; None if nothing else is said."""
    return next((reason for reason, told in _OBJECTIONS.items() if told.search(words)), None)
