"""The business calendars as they are kept, and as they count."""

from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.database import session
from portal.deadlines.calendars import Calendar
from portal.promises import standard
from portal.promises.hours import week_of
from portal.promises.models import BusinessCalendar


def house_zone() -> ZoneInfo:
    """The company's zone, as those who operate the portal set it."""
    return ZoneInfo(current_app.extensions["portal_settings"].time_zone)


def all_calendars() -> list[BusinessCalendar]:
    """The standard first, then by name."""
    return list(
        session.scalars(
            select(BusinessCalendar)
            .options(selectinload(BusinessCalendar.holidays))
            .order_by(BusinessCalendar.is_standard.desc(), BusinessCalendar.name)
        )
    )


def counting(kept: BusinessCalendar | None) -> Calendar:
    """The calendar as it counts; for None the standard hours of the house."""
    if kept is None:
        return standard.calendar(house_zone())
    return Calendar.of(
        ZoneInfo(kept.time_zone), week_of(kept.week), [each.day for each in kept.holidays]
    )


def calendar_of(calendar_id: int | None) -> tuple[BusinessCalendar | None, Calendar]:
    """The one with that id; without one the standard."""
    found = None
    if calendar_id is not None:
        found = session.get(BusinessCalendar, calendar_id)
    if found is None:
        found = session.scalars(
            select(BusinessCalendar).where(BusinessCalendar.is_standard).limit(1)
        ).first()
    return found, counting(found)
