"""Narrowing the queue to a department: by its number, "mine" or "none"."""

from typing import Any

from sqlalchemy import ColumnElement

from portal.departments.queries import of
from portal.tickets.models import Ticket

t = Ticket.__table__.c


def reads(text: str) -> str:
    is_id = text.isascii() and text.isdigit() and len(text) <= 9
    return text if text in ("mine", "none") or is_id else ""


def holds(value: str, me: Any) -> ColumnElement[bool]:
    if value == "none":
        return t.department_id.is_(None)
    return t.department_id.in_(of(me)) if value == "mine" else t.department_id == int(value)
