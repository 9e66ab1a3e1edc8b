"""Complaints that mailbox providers pass on (ARF, RFC 5965): somebody pressed "this is spam"."""

import re
from dataclasses import dataclass

from portal.reading import addresses
from portal.reading.parsing import ParsedMail

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.{0,1000})")
_RECIPIENTS = ("original-rcpt-to", "removal-recipient")
_HOTMAIL_HEADER = "x-hmxmroriginalrecipient"
# Reports that only tell that a signature failed, or take an earlier complaint back.
_NO_OBJECTION = frozenset({"auth-failure", "not-spam"})
_AS_TEXT = re.compile(r"^Feedback-Type: *\w.{0,500}^(?:User-Agent|Version): *\S", re.M | re.S)
_OPENING = 10_000
_HOTMAIL_SUBJECT = re.compile(r"complaint about message from \S", re.I)


@dataclass(frozen=True)
class Complaint:
    """Who objects to which mail. Providers often hide who: then only our own marks tell."""

    feedback_type: str
    recipients: tuple[str, ...]
    original_message_ids: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def is_objection(self) -> bool:
        """Whether a person wants no more of our mail."""
        return self.feedback_type not in _NO_OBJECTION


def is_complaint(mail: ParsedMail) -> bool:
    if mail.report_type == "feedback-report" or _feedback(mail) or mail.complaining_recipients:
        return True
    return bool(mail.returned) and _HOTMAIL_SUBJECT.match(mail.subject) is not None


def read(mail: ParsedMail) -> Complaint:
    """The facts of the report, and every id and address by which to find the mail it is about."""
    fields = _feedback(mail)
    recipients = list(mail.complaining_recipients)
    recipients += [found for name, value in fields if name in _RECIPIENTS for found in _in(value)]
    ids = [mail.message_id] if mail.complaining_recipients else []
    ids += [found for returned in mail.returned for found in returned.ids("message-id")]
    parties = list(mail.recipients)
    for returned in mail.returned:
        recipients += [found for value in returned.raw(_HOTMAIL_HEADER) for found in _in(value)]
        for name in ("return-path", "from", "reply-to", "to"):
            parties += [found for value in returned.raw(name) for found in _in(value)]
    parties += [
        found for name, value in fields if name == "original-mail-from" for found in _in(value)
    ]
    return Complaint(
        feedback_type=next((v.strip().lower() for n, v in fields if n == "feedback-type"), "abuse"),
        recipients=tuple(dict.fromkeys(recipients)),
        original_message_ids=tuple(dict.fromkeys(ids)),
        addresses=tuple(dict.fromkeys((*parties, *recipients)))[:100],
    )


def _feedback(mail: ParsedMail) -> list[tuple[str, str]]:
    """The fields of the machine-readable part; it may have lost its media type on the way."""
    reports = [one.text for one in mail.reports if one.media_type == "message/feedback-report"]
    if not reports and _AS_TEXT.search(mail.text[:_OPENING]):
        reports = [mail.text[:_OPENING]]
    return [(name.lower(), value) for text in reports for name, value in _FIELD.findall(text)]


def _in(value: str) -> list[str]:
    return addresses.in_text(value)
