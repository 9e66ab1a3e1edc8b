"""Hours of work as people write them: "9:00-12:00, 13:00-17:30". Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_LENGTH = re.compile(r"(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*m(?:in)?)?", re.IGNORECASE)
MOST_SPANS = 6
LONGEST = 60 * 24 * 365


class NotHours(ValueError):
    """What somebody typed says no hours, in words for them."""


def read_spans(typed: str) -> list[str]:
    """The hours of one day, each as "09:00-12:00"; none when nobody works."""
    spans = [part.strip() for part in re.split(r"[,;\n]", typed) if part.strip()]
    if len(spans) > MOST_SPANS:
        raise NotHours(f"Give at most {MOST_SPANS} spans a day")
    return [_read_span(span) for span in spans]


def week_of(kept: Mapping[str, Sequence[str]]) -> dict[int, list[tuple[time, time]]]:
    return {int(day): [_times(span) for span in spans] for day, spans in kept.items()}


def read_minutes(typed: str) -> int | None:
    """ "4 h", "90 min", "1 h 30 min", or hours alone: "4"; None when nothing is promised."""
    text = typed.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        text += " h"
    found = _LENGTH.fullmatch(text)
    if found is None or not any(found.groups()):
        raise NotHours("Write it like 4 h, 90 min or 1 h 30 min")
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    if not 0 < minutes <= LONGEST:
        raise NotHours("Promise between 1 minute and a year")
    return minutes


def in_words(length: timedelta | int | None) -> str:
    """ "1 h 30 min"; empty for no promise."""
    if length is None:
        return ""
    minutes = length if isinstance(length, int) else length // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else ""]
    return " ".join(part for part in parts if part)


def _read_span(span: str) -> str:
    found = _SPAN.fullmatch(span)
    if found is None:
        raise NotHours(f"“{span[:40]}” is no span. Write it like 9:00-17:30")
    opens, closes = (int(found[1]), int(found[2] or 0)), (int(found[3]), int(found[4] or 0))
    for hour, minute in (opens, closes):
        if minute > 59 or hour > 24 or (hour == 24 and (minute or (hour, minute) == opens)):
            raise NotHours(f"“{span[:40]}” has a time no clock shows")
    if opens == closes:
        raise NotHours(f"“{span[:40]}” is no time at all. The whole day is 0:00-24:00")
    return f"{opens[0]:02}:{opens[1]:02}-{closes[0]:02}:{closes[1]:02}"


def _times(span: str) -> tuple[time, time]:
    opens, _, closes = span.partition("-")
    return time.fromisoformat(opens), time() if closes == "24:00" else time.fromisoformat(closes)
