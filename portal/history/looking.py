"""Who of staff looked at a customer: written down for the customer, once an hour for each."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.access import Role
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.history.models import Look

MOST_SHOWN = 500


@dataclass(frozen=True)
class LooksOfRole:
    """How often somebody of that role looked, and when last."""

    role: Role
    times: int
    last_at: datetime


@dataclass(frozen=True)
class LooksOnDay:
    on: date
    role: Role
    times: int


def looked_at(customer_id: int, *, by: Any) -> None:
    """`by`, of staff, has the customer's record or a concern of theirs open.

    Called when the page is made: a page that could not be noted is not shown either.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    viewer_id, role = by.id, by.role
    if not _is_noted(customer_id, viewer_id, hour):
        _note(customer_id, viewer_id, role, hour)


def looks_by_role(customer: Customer) -> list[LooksOfRole]:
    """Who looked most recently first."""
    last = func.max(Look.hour)
    rows = session.execute(
        select(Look.role, func.count(), last)
        .where(Look.customer_id == customer.id)
        .group_by(Look.role)
        .order_by(last.desc(), Look.role)
    )
    return [LooksOfRole(role, times, hour) for role, times, hour in rows]


def looks_by_day(customer: Customer, zone: tzinfo) -> list[LooksOnDay]:
    """The last ones day by day, as the reader's calendar has it, newest first."""
    rows = session.execute(
        select(Look.hour, Look.role)
        .where(Look.customer_id == customer.id)
        .order_by(Look.hour.desc(), Look.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    on_days = sorted(((hour.astimezone(zone).date(), role) for hour, role in rows), reverse=True)
    return [LooksOnDay(on, role, len(list(found))) for (on, role), found in groupby(on_days)]


def _is_noted(customer_id: int, viewer_id: int, hour: datetime) -> bool:
    found = select(Look.id).where(
        Look.customer_id == customer_id, Look.hour == hour, Look.viewer_id == viewer_id
    )
    return session.scalar(found) is not None


@atomic()
def _note(customer_id: int, viewer_id: int, role: Role, hour: datetime) -> None:
    look = Look(customer_id=customer_id, viewer_id=viewer_id, role=role, hour=hour)
    try:
        with session.begin_nested():
            session.add(look)
    except IntegrityError:
        pass  # their other tab was first
