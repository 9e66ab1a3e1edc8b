"""Spans of days that a page of numbers is about, as its address says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from flask import request

from portal import clock

MOST_DAYS = 366


@dataclass(frozen=True)
class Span:
    """From the beginning of one day to the end of another, as the calendar of `zone` has them."""

    first: date
    last: date
    zone: tzinfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Span":
        """As many days, right before these."""
        yesterday = self.first - timedelta(days=1)
        return Span(self.first - timedelta(days=self.days), yesterday, self.zone)

    def parts(self, step: int) -> list["Span"]:
        """The same days in parts of `step` days, the last of them whole."""
        parts, last = [], self.last
        while last >= self.first:
            first = max(self.first, last - timedelta(days=step - 1))
            parts.append(Span(first, last, self.zone))
            last -= timedelta(days=step)
        return parts[::-1]

    @property
    def in_address(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def up_to_today(days: int, zone: tzinfo) -> Span:
    today = clock.now().astimezone(zone).date()
    return Span(today - timedelta(days=days - 1), today, zone)


def asked(presets: Collection[str], usual: int, zone: tzinfo) -> Span:
    """The days the address asks for, a year at most; else the usual ones up to today."""
    days = request.args.get("days", "")
    preset = up_to_today(int(days) if days in presets else usual, zone)
    first, last = _day("from"), _day("to")
    if first is None or last is None:
        return preset
    fits = first <= last and (last - first).days < MOST_DAYS and first.year > 1970
    return Span(first, last, zone) if fits and last.year < 9000 else preset


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
