"""Times, money and text as people read them. Pure: values in, text out.

Dates are the customer's promise, so they are absolute; only the desk's clocks are relative.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from markupsafe import Markup, escape

from portal.money import Money

NBSP = "\u00a0"
SOON = timedelta(minutes=90)
WITHIN_HOURS = timedelta(hours=6)
LONGEST_LINK = 2000
LINK_SHOWN = 60
ADDRESS = re.compile(r"https?://\w[^\s<>\"'`{}|\\^]*", re.IGNORECASE)
AFTER_ADDRESS = ".,;:!?)]*_"


@dataclass(frozen=True)
class Reader:
    """For whom something is shown: their time zone and their locale (`en_GB`)."""

    zone: tzinfo = UTC
    locale: str = "en_GB"


def local(at: datetime | None, reader: Reader, now: datetime) -> str:
    """ "Today, 14:02" · "Thu 19 Nov, 09:20" · "Wed 18 Nov 2025, 19:40", in the reader's zone."""
    if at is None:
        return ""
    here, today = at.astimezone(reader.zone), now.astimezone(reader.zone).date()
    return f"{_day(here.date(), today, reader.locale)}, {_hour(here, reader.locale)}"


def day(on: date | datetime | None, reader: Reader, now: datetime) -> str:
    """ "Today" · "Thu 19 Nov" · "Wed 18 Nov 2025". A date needs no zone, an instant does."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = on.astimezone(reader.zone).date()
    return _day(on, now.astimezone(reader.zone).date(), reader.locale)


def hour(at: datetime, reader: Reader) -> str:
    """ "09:20"."""
    return _hour(at.astimezone(reader.zone), reader.locale)


def clock(due: datetime | None, reader: Reader, now: datetime) -> str:
    """The staff's clock: "in 42 min", "in 1 h 10", "38 min late", "tomorrow 09:30", then dates."""
    if due is None:
        return ""
    left = due - now
    if left < timedelta():
        return f"{_span(-left)} late"
    here, today = due.astimezone(reader.zone), now.astimezone(reader.zone).date()
    if here.date() == today or left < WITHIN_HOURS:
        return f"in {_span(left)}"
    if here.date() == today + timedelta(days=1):
        return f"tomorrow {_hour(here, reader.locale)}"
    return f"{_day(here.date(), today, reader.locale)}, {_hour(here, reader.locale)}"


def urgency(due: datetime | None, now: datetime) -> str:
    """ "late", "soon" or nothing: what the clock's colour and icon say."""
    if due is None or due - now > SOON:
        return ""
    return "late" if due < now else "soon"


def time_tag(at: datetime | None, reader: Reader, now: datetime, text: str = "") -> Markup:
    """A `<time>` whose machine-readable moment stays exact whatever the text says."""
    if at is None:
        return Markup("")
    moment = at.astimezone(reader.zone).isoformat(timespec="minutes")
    return Markup('<time datetime="{}">{}</time>').format(moment, text or local(at, reader, now))


def due_tag(
    due: datetime | None,
    reader: Reader,
    now: datetime,
    icon: Callable[[str], Markup],
    text: str = "",
) -> Markup:
    """The staff's clock with its colour, icon and exact moment."""
    if due is None:
        return Markup("")
    return _due_tag(due, reader, now.replace(second=0, microsecond=0), icon, text)


def money(amount: Money | int, currency: str = "EUR", *, reader: Reader) -> Markup:
    """Minor units as "3 640 €", whole amounts without ".00", unbroken in any direction of text."""
    minor = amount.minor if isinstance(amount, Money) else amount
    currency = amount.currency if isinstance(amount, Money) else currency
    locale = _locale(reader.locale)
    digits = get_currency_precision(currency)
    units, rest = divmod(abs(minor), 10**digits)
    text = f"{units:,}".replace(",", NBSP)
    if rest:
        text += f"{locale.number_symbols['latn']['decimal']}{rest:0{digits}d}"
    symbol = get_currency_symbol(currency, locale)
    leads = currency != "EUR" and locale.currency_formats["standard"].pattern.startswith("¤")
    text = f"{symbol}{text}" if leads else f"{text}{NBSP}{symbol}"
    return Markup("<bdi>{}{}</bdi>").format("\u2212" if minor < 0 else "", text)


def filesize(size: int, reader: Reader) -> str:
    """ "240 KB", "1.8 MB"; never "0 KB" for a file with something in it."""
    if size < 1000:
        return f"{size}{NBSP}bytes"
    scaled, unit = (size / 1e3, "KB") if size < 999_500 else (size / 1e6, "MB")
    shown = format_decimal(
        scaled, format="#,##0.#" if unit == "MB" else "#,##0", locale=_locale(reader.locale)
    )
    return f"{shown}{NBSP}{unit}"


def initials(name: str | None) -> str:
    """ "MO" for Maya Okafor, "I" for ines@example.com, "?" for nobody."""
    words = [word for word in re.split(r"[\s.]+", (name or "").split("@")[0]) if word[:1].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


def ref(number: object) -> Markup:
    """A reference that never breaks at its hyphen."""
    return Markup('<span class="nowrap">{}</span>').format(str(number))


def paragraphs(text: str | None) -> Markup:
    """Plain text as HTML: blank lines part paragraphs, web addresses become links."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n").strip())
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line) for line in block.split("\n")))
        for block in blocks
        if block.strip()
    )


def filters(
    reader: Callable[[], Reader], now: Callable[[], datetime]
) -> dict[str, Callable[..., Any]]:
    """The same as Jinja filters and globals, for the reader and the moment of the request."""
    return {
        "local": lambda at: local(at, reader(), now()),
        "day": lambda on: day(on, reader(), now()),
        "hour": lambda at: hour(at, reader()),
        "clock": lambda due: clock(due, reader(), now()),
        "urgency": lambda due: urgency(due, now()),
        "due_tag": lambda due, icon, text="": due_tag(due, reader(), now(), icon, text),
        "time_tag": lambda at, text="": time_tag(at, reader(), now(), text),
        "money": lambda amount, currency="EUR": money(amount, currency, reader=reader()),
        "filesize": lambda size: filesize(size, reader()),
        "initials": initials,
        "ref": ref,
        "paragraphs": paragraphs,
    }


def _linked(line: str) -> Markup:
    parts: list[Markup] = []
    done = 0
    for match in ADDRESS.finditer(line):
        if len(match[0]) > LONGEST_LINK:
            continue
        address = _without_closing(match[0])
        shown = address if len(address) <= LINK_SHOWN else address[: LINK_SHOWN - 1] + "…"
        parts.append(escape(line[done : match.start()]))
        parts.append(
            Markup('<a href="{}" rel="noopener nofollow ugc">{}</a>').format(address, shown)
        )
        done = match.start() + len(address)
    parts.append(escape(line[done:]))
    return Markup("").join(parts)


def _without_closing(address: str) -> str:
    """Leave out the stop or bracket that closes the sentence, keep a bracket that is paired."""
    while address[-1] in AFTER_ADDRESS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


def _span(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes:02d}" if minutes and hours < 6 else f"{hours} h"


# A queue draws fifty of them, and the same fifty again for a minute.
@lru_cache(maxsize=4096)
def _due_tag(
    due: datetime, reader: Reader, now: datetime, icon: Callable[[str], Markup], text: str
) -> Markup:
    state = urgency(due, now)
    return Markup(
        '<span class="due" data-state="{}">{}{}<time datetime="{}" title="{}" data-clock>{}</time>'
        "</span>"
    ).format(
        state,
        icon("circle-alert" if state == "late" else "clock"),
        f"{text} " if text else "",
        due.astimezone(reader.zone).isoformat(timespec="minutes"),
        local(due, reader, now),
        clock(due, reader, now),
    )


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    return Locale.parse(name.replace("-", "_"))


@lru_cache(maxsize=4096)
def _day(on: date, today: date, locale: str) -> str:
    if on == today:
        return "Today"
    with_year = on.year != today.year
    if locale.startswith("en") and locale != "en_US":
        return format_date(on, "EEE d MMM y" if with_year else "EEE d MMM", _locale(locale))
    return format_skeleton("yMMMEd" if with_year else "MMMEd", on, locale=_locale(locale))


def _hour(here: datetime, locale: str) -> str:
    return _hour_text(here.hour, here.minute, locale)


@lru_cache(maxsize=4096)
def _hour_text(hours: int, minutes: int, locale: str) -> str:
    return format_time(time(hours, minutes), "short", locale=_locale(locale))
