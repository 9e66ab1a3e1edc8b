"""Calendar events in a mail: shown to people, never accepted or declined by the portal."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portal.reading import safe_text

_MAX_CALENDAR = 256 * 1024
_MAX_EVENTS = 10
_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(r"([A-Za-z-]{1,40})((?:;(?:[^\":\n]|\"[^\"\n]*\")*+)?):(.*)")
_ZONE = re.compile(r"TZID=\"?([\w/+-]{1,60})", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?")
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True)
class CalendarEvent:
    """One event of a calendar part. `method` is REQUEST, CANCEL, REPLY and so on.

    `start` and `end` are ISO 8601: a date alone for a whole day, an offset when the zone is known.
    """

    method: str
    summary: str = ""
    start: str = ""
    end: str = ""
    location: str = ""
    organizer: str = ""
    uid: str = ""


def read(calendar: str, method: str = "") -> list[CalendarEvent]:
    """The events in an iCalendar text; those that cannot be read are missing."""
    found: list[dict[str, str]] = []
    depth: list[str] = []
    for line in _FOLD.sub("", safe_text.block(calendar[:_MAX_CALENDAR])).split("\n"):
        match = _LINE.match(line[:2000])
        if not match:
            continue
        name, parameters, value = match[1].upper(), match[2], match[3].strip()
        if name == "BEGIN":
            depth = [*depth[:5], value.upper()]
            if value.upper() == "VEVENT" and len(found) < _MAX_EVENTS:
                found.append({})
        elif name == "END":
            depth = depth[:-1]
        elif depth == ["VCALENDAR"] and name == "METHOD":
            method = method or value
        elif depth[-1:] == ["VEVENT"] and found:
            found[-1].setdefault(name, _instant(value, parameters) if "DT" in name else value)
    return [_event(fields, method) for fields in found]


def _event(fields: dict[str, str], method: str) -> CalendarEvent:
    return CalendarEvent(
        method=safe_text.line(method.upper(), 20) or "PUBLISH",
        summary=_words(fields.get("SUMMARY", "")),
        start=fields.get("DTSTART", ""),
        end=fields.get("DTEND", ""),
        location=_words(fields.get("LOCATION", "")),
        organizer=re.sub("(?i)^mailto:", "", _words(fields.get("ORGANIZER", ""))),
        uid=safe_text.line(fields.get("UID", ""), 250),
    )


def _words(value: str) -> str:
    return safe_text.line(_ESCAPED.sub(lambda m: " " if m[1] in "nN" else m[1], value), 300)


def _instant(value: str, parameters: str) -> str:
    time = _TIME.fullmatch(value)
    if not time:
        return ""
    year, month, day, hour, minute, second, utc = time.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        numbers = (int(part or 0) for part in (year, month, day, hour, minute, second))
        return datetime(*numbers, tzinfo=UTC if utc else _zone(parameters)).isoformat()
    except ValueError:
        return ""


def _zone(parameters: str) -> ZoneInfo | None:
    """None for a zone that only the sender's program knows: the time then stands without one."""
    named = _ZONE.search(parameters)
    try:
        return ZoneInfo(named[1]) if named else None
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None
