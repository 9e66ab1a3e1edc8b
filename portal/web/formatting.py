"""Times, money and text as people read them. Values in, text out, in the reader's language.

Dates are the customer's promise, so they are absolute; only the desk's clocks are relative.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from markupsafe import Markup

from portal.money import Money
from portal.web.languages import _, many
from portal.web.written import initials, paragraphs, ref, refs

NBSP = "\u00a0"
SOON = timedelta(minutes=90)
WITHIN_HOURS = timedelta(hours=6)
DATES = {"en": "EEE d MMM", "de": "ccc, d. LLL", "fr": "EEE d MMMM"}
"""Ending in no full stop, so that a date may end a sentence. Others are as Babel has them."""


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
    if here.date() == today:
        return _("Today, %(time)s", time=_hour(here))
    return moment(at, reader, now)


def moment(at: datetime | None, reader: Reader, now: datetime) -> str:
    """ "Thu 19 Nov, 09:20", also today: for a promise, and for a mail that is read another day."""
    if at is None:
        return ""
    here, today = at.astimezone(reader.zone), now.astimezone(reader.zone).date()
    return _("%(day)s, %(time)s", day=_date(here.date(), today, reader.locale), time=_hour(here))


def day(on: date | datetime | None, reader: Reader, now: datetime) -> str:
    """ "Today" · "Thu 19 Nov" · "Wed 18 Nov 2025". A date needs no zone, an instant does."""
    shown, today = dated(on, reader, now), dated(now, reader, now)
    return _("Today") if shown == today else shown


def dated(on: date | datetime | None, reader: Reader, now: datetime) -> str:
    """ "Fri 20 Nov", also today: for the middle of a sentence."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = on.astimezone(reader.zone).date()
    return _date(on, now.astimezone(reader.zone).date(), reader.locale)


def hour(at: datetime, reader: Reader) -> str:
    """ "09:20"."""
    return _hour(at.astimezone(reader.zone))


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
        return f"tomorrow {_hour(here)}"
    return f"{_date(here.date(), today, reader.locale)}, {_hour(here)}"


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
    icon: Callable[..., Markup],
    text: str = "",
    *,
    is_foreseen: bool = False,
) -> Markup:
    """The staff's clock with its colour, icon and exact moment; `is_foreseen` is what is thought
    to be late once it is due."""
    if due is None:
        return Markup("")
    minute = now.replace(second=0, microsecond=0)
    return _due_tag(due, reader, minute, icon, text, is_foreseen and due >= minute)


@lru_cache(maxsize=4096)
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
        text = many("%(num)s byte", "%(num)s bytes", size)
    elif size < 999_500:
        text = _("%(number)s KB", number=_number(size / 1e3, "#,##0", reader))
    else:
        text = _("%(number)s MB", number=_number(size / 1e6, "#,##0.#", reader))
    return text.replace(" ", NBSP)


def filters(
    reader: Callable[[], Reader], now: Callable[[], datetime]
) -> dict[str, Callable[..., Any]]:
    """The same as Jinja filters and globals, for the reader and the moment of the request."""
    return {
        "local": lambda at: local(at, reader(), now()),
        "moment": lambda at: moment(at, reader(), now()),
        "day": lambda on: day(on, reader(), now()),
        "date": lambda on: dated(on, reader(), now()),
        "hour": lambda at: hour(at, reader()),
        "clock": lambda due: clock(due, reader(), now()),
        "urgency": lambda due: urgency(due, now()),
        "due_tag": lambda due, icon, text="", is_foreseen=False: due_tag(
            due, reader(), now(), icon, text, is_foreseen=is_foreseen
        ),
        "time_tag": lambda at, text="": time_tag(at, reader(), now(), text),
        "money": lambda amount, currency="EUR": money(amount, currency, reader=reader()),
        "filesize": lambda size: filesize(size, reader()),
        "initials": initials,
        "ref": ref,
        "refs": refs,
        "paragraphs": paragraphs,
    }


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
    due: datetime,
    reader: Reader,
    now: datetime,
    icon: Callable[..., Markup],
    text: str,
    is_foreseen: bool,
) -> Markup:
    state = "soon" if is_foreseen else urgency(due, now)
    mark = icon("circle-alert" if state == "late" else "clock")
    if is_foreseen:
        mark = icon("triangle-alert", "Will be late, as it looks")
    return Markup(
        '<span class="due" data-state="{}"{}>{}{}<time datetime="{}" title="{}" data-clock>{}'
        "</time></span>"
    ).format(
        state,
        Markup(" data-foreseen") if is_foreseen else "",
        mark,
        f"{text} " if text else "",
        due.astimezone(reader.zone).isoformat(timespec="minutes"),
        local(due, reader, now),
        clock(due, reader, now),
    )


@lru_cache(maxsize=64)
def _locale(name: str) -> Locale:
    return Locale.parse(name.replace("-", "_"))


@lru_cache(maxsize=4096)
def _date(on: date, today: date, locale: str) -> str:
    with_year = on.year != today.year
    pattern = DATES.get(locale[:2])
    if pattern is None:
        return format_skeleton("yMMMEd" if with_year else "MMMEd", on, locale=_locale(locale))
    return format_date(on, f"{pattern} y" if with_year else pattern, _locale(locale))


def _hour(here: datetime) -> str:
    """Of 24: what a form of ours asks for in any language."""
    return f"{here.hour:02}:{here.minute:02}"


def _number(value: float, pattern: str, reader: Reader) -> str:
    return format_decimal(value, format=pattern, locale=_locale(reader.locale))
