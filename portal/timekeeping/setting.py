"""What we promise is changed by who leads; each change is written down in a sentence."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update

from portal.access import Actor
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.promises.events import LevelGiven
from portal.promises.models import (
    BusinessCalendar,
    CustomerLevel,
    Holiday,
    Level,
    PressingRule,
    PromisePolicy,
)
from portal.timekeeping.models import PromiseChange

MOST_CHANGES = 20


@atomic()
def save_calendar(
    calendar: BusinessCalendar | None,
    *,
    name: str,
    time_zone: str,
    week: Mapping[str, Sequence[str]],
    is_standard: bool,
    by: Actor,
) -> BusinessCalendar:
    """A new calendar, or other hours for one; the first there is becomes the standard."""
    saved = calendar or BusinessCalendar()
    has_standard = session.scalars(
        select(BusinessCalendar.id).where(BusinessCalendar.is_standard)
    ).first()
    saved.name, saved.time_zone, saved.week = name, time_zone, dict(week)
    if is_standard or has_standard is None:
        session.execute(update(BusinessCalendar).values(is_standard=False))
        saved.is_standard = True
    session.add(saved)
    session.flush()
    _write(f"{'changed' if calendar else 'made'} the calendar {name}", by)
    return saved


@atomic()
def add_holidays(calendar: BusinessCalendar, days: Mapping[date, str], *, by: Actor) -> int:
    """Those that are not there yet; gives how many were added."""
    lock(calendar)
    known = {each.day for each in calendar.holidays}
    new = {day: name for day, name in days.items() if day not in known}
    for day, name in new.items():
        calendar.holidays.append(Holiday(day=day, name=name))
    if new:
        first = ", ".join(f"{name} {day:%d %b %Y}" for day, name in list(new.items())[:2])
        more = f" and {len(new) - 2} more" if len(new) > 2 else ""
        _write(f"added to {calendar.name}: {first}{more}", by)
    session.flush()
    return len(new)


@atomic()
def remove_holiday(holiday: Holiday, *, by: Actor) -> None:
    calendar = session.get_one(BusinessCalendar, holiday.calendar_id)
    calendar.holidays.remove(holiday)
    _write(f"took {holiday.name} {holiday.day:%d %b %Y} out of {calendar.name}", by)


@atomic()
def save_policy(
    policy: PromisePolicy | None, fields: Mapping[str, Any], *, by: Actor
) -> PromisePolicy:
    saved = policy or PromisePolicy()
    for name, value in fields.items():
        setattr(saved, name, value)
    session.add(saved)
    session.flush()
    _write(f"{'changed' if policy else 'made'} the policy {saved.name}", by)
    return saved


@atomic()
def switch(policy: PromisePolicy, *, is_on: bool, by: Actor) -> None:
    if policy.is_on is is_on:
        return
    policy.is_on = is_on
    _write(f"switched the policy {policy.name} {'on' if is_on else 'off'}", by)


@atomic()
def add_rule(rule: PressingRule, *, sentence: str, by: Actor) -> None:
    session.add(rule)
    session.flush()
    _write(f"made a rule: {sentence}", by)


@atomic()
def end_rule(rule: PressingRule, *, sentence: str, by: Actor) -> None:
    if rule.is_on:
        rule.is_on = False
        _write(f"ended a rule: {sentence}", by)


@atomic()
def put_on_level(customer: Customer, *, level: Level | None, reason: str = "", by: Actor) -> None:
    """How close the customer is to us; what is promised from now on follows it."""
    kept = session.get(CustomerLevel, customer.id)
    before = (kept.level, kept.reason or "") if kept else (None, reason)
    if before == (level, reason):
        return
    if kept is not None and level is None:
        session.delete(kept)
    elif level is not None:
        kept = kept or CustomerLevel(customer_id=customer.id)
        kept.level, kept.reason = level, reason or None
        session.add(kept)
    event = LevelGiven(level=level.value if level else "none", reason=reason)
    record(event, customer=customer, by=by)


def changes() -> Sequence[PromiseChange]:
    return session.scalars(
        select(PromiseChange).order_by(PromiseChange.id.desc()).limit(MOST_CHANGES)
    ).all()


@atomic()
def write_applied(count: int, *, by: Actor) -> None:
    _write(f"let our promises hold for open concerns: {count} come sooner", by)


def _write(sentence: str, by: Actor) -> None:
    session.add(PromiseChange(by_id=by.id, by_name=by.name, sentence=sentence[:250]))
