"""A mail's bytes to a value: everything the portal may ask of a mail, bounded, fit to be stored.

Nothing here raises, whatever the bytes are, and nothing asks the network or the database.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from portal.reading import addresses, contents, parts, safe_text, words
from portal.reading.contents import ParsedFile, Report
from portal.reading.headers import Headers
from portal.reading.invitations import CalendarEvent

MAX_RAW = 25 * 1024 * 1024
MAX_REFERENCES = 100
MAX_ADDRESSES = 200
# Headers in which a mailbox provider or a list says to whom the mail was really brought.
_DELIVERED = (
    *("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "resent-to"),
    *("x-delivered-to", "x-forwarded-to", "apparently-to", "resent-cc", "bcc"),
)
_AUTOMATIC = (
    *("x-autoreply", "x-auto-reply", "x-autorespond", "x-autoresponder", "x-autoreply-from"),
    *("x-mail-autoreply", "x-vacation", "x-auto-response-suppress"),
)


@dataclass(frozen=True)
class ParsedMail:
    """One mail as it came. All text is printable; ids and addresses stand without brackets."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    from_address: str
    from_name: str
    from_text: str  # as the header says it, also when there is no address in it
    from_count: int  # parties in all From headers: anything but 1 is no ordinary mail
    from_is_group: bool
    reply_to: tuple[str, ...]
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    delivered_to: tuple[str, ...]
    return_path: str | None  # empty for `<>`, None when no server noted it
    subject: str
    date: datetime | None
    auto_submitted: str
    precedence: str
    list_id: str
    loop: str
    automatic_markers: tuple[str, ...]  # names of the headers that answering machines set
    failed_recipients: tuple[str, ...]
    complaining_recipients: tuple[str, ...]
    authentication_results: tuple[tuple[str, str], ...]  # (who says so, what), newest first
    report_type: str
    text: str
    html: str | None
    files: tuple[ParsedFile, ...]
    events: tuple[CalendarEvent, ...]
    reports: tuple[Report, ...]
    returned: tuple[Headers, ...]  # headers of the mails that came back inside this one
    is_encrypted: bool
    is_signed: bool
    is_oversized: bool  # the header block was larger than any real one
    notes: tuple[str, ...]
    raw_size: int

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address under which this mail may have reached us, the surest first."""
        return tuple(dict.fromkeys((*self.delivered_to, *self.to, *self.cc)))


def parse(raw: bytes) -> ParsedMail:
    """Read one mail. Beyond 25 MB it is cut off, and a note says so."""
    allowance = parts.Allowance()
    root = parts.tree(_clipped(raw, allowance), allowance)
    found = contents.sort(root)
    if allowance.dropped:
        allowance.notes.append(f"Too large: {allowance.dropped} parts were dropped.")
    if found.is_encrypted:
        found.notes.append("The mail is encrypted; open the original to read it.")
    return ParsedMail(
        message_id=_message_id(root.headers, raw),
        **_parties(root.headers),
        **_marks(root.headers),
        report_type=safe_text.line(root.parameters.get("report-type", ""), 60).lower(),
        text=found.text(),
        html=found.html(),
        files=tuple(found.files),
        events=tuple(found.events),
        reports=tuple(found.reports),
        returned=tuple(found.returned),
        is_encrypted=found.is_encrypted,
        is_signed=found.is_signed,
        is_oversized=root.headers.is_oversized,
        notes=tuple(dict.fromkeys((*root.headers.notes, *allowance.notes, *found.notes))),
        raw_size=len(raw),
    )


def _parties(headers: Headers) -> dict[str, Any]:
    """Who wrote, to whom, and where it went on its way."""
    senders = [addresses.read(value) for value in headers.raw("from")]
    authors = [mailbox for mailboxes in senders for mailbox in mailboxes.all]
    return {
        "from_address": authors[0].address if authors else "",
        "from_name": safe_text.name(words.decode(authors[0].name)) if authors else "",
        "from_text": headers.first("from", 500),
        "from_count": max(len(authors), len(senders)),
        "from_is_group": any(mailboxes.is_group for mailboxes in senders),
        "reply_to": _addresses(headers, "reply-to"),
        "sender": next(iter(_addresses(headers, "sender")), ""),
        "to": _addresses(headers, "to"),
        "cc": _addresses(headers, "cc"),
        "delivered_to": _addresses(headers, *_DELIVERED),
        "return_path": _return_path(headers),
        "failed_recipients": _addresses(headers, "x-failed-recipients"),
        "complaining_recipients": _addresses(headers, "x-hmxmroriginalrecipient"),
    }


def _marks(headers: Headers) -> dict[str, Any]:
    """What it is about, what it answers, and what programs noted on it."""
    return {
        "in_reply_to": tuple(dict.fromkeys(headers.ids("in-reply-to")))[:MAX_REFERENCES],
        "references": tuple(dict.fromkeys(headers.ids("references")))[-MAX_REFERENCES:],
        "subject": headers.first("subject"),
        "date": _instant(headers.first("date", 100)),
        "auto_submitted": headers.first("auto-submitted", 100).lower(),
        "precedence": headers.first("precedence", 40).lower(),
        "list_id": headers.first("list-id", 250),
        "loop": headers.first("x-crm-loop", 250),
        "automatic_markers": tuple(
            name for name in _AUTOMATIC if headers.first(name).lower() not in ("", "no")
        ),
        "authentication_results": tuple(
            map(_authority, headers.all("authentication-results", 4000))
        ),
    }


def _clipped(raw: bytes, allowance: parts.Allowance) -> bytes:
    if len(raw) > MAX_RAW:
        allowance.notes.append("Larger than 25 MB: what came after that was dropped.")
        raw = raw[:MAX_RAW]
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    return raw.replace(b"\r", b"\n") if b"\n" not in raw else raw


def _message_id(headers: Headers, raw: bytes) -> str:
    """Its own id, or one made from its bytes when it has none or an absurd one."""
    found = headers.ids("message-id")
    if found and "@" in found[0]:
        return found[0]
    return f"{hashlib.sha256(raw).hexdigest()}@derived"


def _addresses(headers: Headers, *names: str) -> tuple[str, ...]:
    found = (addresses.read(value).addresses for name in names for value in headers.raw(name))
    return tuple(dict.fromkeys(address for each in found for address in each))[:MAX_ADDRESSES]


def _return_path(headers: Headers) -> str | None:
    values = headers.raw("return-path")
    if not values:
        return None
    found = addresses.read(values[0]).addresses
    return found[0] if found else ""


def _instant(text: str) -> datetime | None:
    """The Date header in UTC; None for one that is missing, unreadable or before 1970."""
    try:
        date = parsedate_to_datetime(text)
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
    return date if 1970 <= date.year <= 2200 else None


def _authority(value: str) -> tuple[str, str]:
    """Who vouches for a list of results; empty in an old form that does not say so."""
    authority = value.partition(";")[0].split("(")[0].split()
    return (authority[0].lower() if authority and "=" not in authority[0] else "", value)
