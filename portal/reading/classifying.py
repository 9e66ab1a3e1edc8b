"""What a mail is, before anybody reads it: a person's message, or one of the other kinds.

Pure: the bytes alone decide. Whether a bounce names a mail of ours, and whether the sender is
known, is for the reading of the database.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.reading import auto_replies, bounce_signs, bounces, complaints
from portal.reading.bounces import Bounce
from portal.reading.complaints import Complaint
from portal.reading.parsing import ParsedMail


class Kind(StrEnum):
    """What is done with a mail."""

    MESSAGE = "message"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Verdict:
    """The kind, why, and what was read for it.

    `may_be_answered` is False for everything that no machine may answer (RFC 3834).
    """

    kind: Kind
    reason: str
    may_be_answered: bool = False
    bounce: Bounce | None = None
    complaint: Complaint | None = None


def classify(mail: ParsedMail, *, own_domain: str = "") -> Verdict:
    """Say what a mail is.

    `own_domain` is the one in our message ids and our X-CRM-Loop: another shop may run this
    portal too, and its mails are no mails of ours.
    """
    if complaints.is_complaint(mail):
        complaint = complaints.read(mail)
        reason = f"A provider reports: {complaint.feedback_type}."
        return Verdict(Kind.COMPLAINT, reason, complaint=complaint)
    if mail.loop and mail.loop.lower() == (own_domain or mail.loop).lower():
        return Verdict(Kind.IGNORED, "It is one of our own mails that came back to us.")
    if bounce_signs.is_bounce(mail):
        bounce = bounces.read(mail)
        return Verdict(Kind.BOUNCE, _in_words(bounce), bounce=bounce)
    if own_domain and mail.message_id.lower().endswith(f"@{own_domain.lower()}"):
        return Verdict(Kind.IGNORED, "It carries one of our own message ids.")
    if doubt := _doubt(mail):
        return Verdict(Kind.QUARANTINED, doubt)
    if sign := auto_replies.sign(mail):
        return Verdict(Kind.AUTO_REPLY, sign)
    return Verdict(
        Kind.MESSAGE, "Somebody wrote to us.", may_be_answered=auto_replies.may_be_answered(mail)
    )


def _doubt(mail: ParsedMail) -> str:
    """Why nobody can say who sent this; empty when it is clear who claims to have."""
    if mail.is_oversized:
        return "Its header block is larger than that of any real mail."
    if not mail.from_count:
        return "It names no sender."
    if mail.from_is_group:
        return "Its sender is a group of people."
    if mail.from_count > 1:
        return "It names more than one sender."
    if not mail.from_address:
        return "Its sender has no usable address."
    return ""


def _in_words(bounce: Bounce) -> str:
    failure = bounce.failures[0]
    whom = failure.recipient or "the recipient"
    if failure.action != "failed":
        return f"The mail to {whom} is {failure.action}."
    return f"The mail to {whom} came back: {failure.reason}."
