"""Narrowing the queue by days: when it was opened and solved, as the company's calendar has them,
and whether what was promised is late.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from portal import clock
from portal.tickets.company import zone
from portal.tickets.forecasts import will_be_late
from portal.tickets.models import Ticket

t = Ticket.__table__.c
FIRST, LAST = date(1970, 1, 2), date(8999, 12, 31)
LATE = {"yes": "Late now", "forecast": "Will be late, as it looks", "no": "In time, or nothing due"}
SORTS = {
    "opened_from": "opened",
    "opened_to": "opened",
    "solved_from": "solved",
    "solved_to": "solved",
}
"""In which order an index has what was opened or solved between two days."""


def reads(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if FIRST <= day <= LAST else ""


def opened_from(value: str, _me: Any) -> ColumnElement[bool]:
    return t.opened_at >= _begins(value)


def opened_to(value: str, _me: Any) -> ColumnElement[bool]:
    return t.opened_at < _ends(value)


def solved_from(value: str, _me: Any) -> ColumnElement[bool]:
    return t.solved_at >= _begins(value)


def solved_to(value: str, _me: Any) -> ColumnElement[bool]:
    return t.solved_at < _ends(value)


def late(value: str, _me: Any) -> ColumnElement[bool]:
    now = clock.now()
    if value == "forecast":
        return will_be_late(now)
    return t.due_at < now if value == "yes" else or_(t.due_at >= now, t.due_at.is_(None))


def _begins(value: str) -> datetime:
    return datetime.combine(date.fromisoformat(value), time(), zone())


def _ends(value: str) -> datetime:
    return datetime.combine(date.fromisoformat(value) + timedelta(days=1), time(), zone())
