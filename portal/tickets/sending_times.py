"""When answers leave: after the seconds in which they can be undone, or at a chosen time."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.tickets import company
from portal.tickets.composing_models import SendingWay

SECONDS = (0, 10, 30, 60)
USUAL = 10
MORNING = time(9)
FARTHEST = timedelta(days=365)
MONDAY = 0
PRESETS = {
    "hour": "In an hour",
    "tomorrow": "Tomorrow, 9:00",
    "monday": "Monday, 9:00",
    "at": "At the time below",
}


def wait_of(user: User) -> timedelta:
    """How long an answer of theirs can be undone."""
    way = session.get(SendingWay, user.id)
    return timedelta(seconds=way.seconds if way else USUAL)


@atomic()
def choose(user: User, seconds: int) -> None:
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    session.execute(
        insert(SendingWay)
        .values(user_id=user.id, seconds=seconds)
        .on_conflict_do_update(index_elements=["user_id"], set_={"seconds": seconds})
    )


def chosen(when: str, at: str, user: User) -> datetime | None:
    """The moment somebody chose; None when it is none, is past, or is too far away."""
    now = clock.now()
    moment = _moment(when, at, now.astimezone(_zone(user)))
    return moment if moment and now < moment <= now + FARTHEST else None


def shown(at: datetime, user: User) -> str:
    return f"{at.astimezone(_zone(user)):%a %-d %b, %H:%M}"


def _moment(when: str, at: str, here: datetime) -> datetime | None:
    if when == "hour":
        return here + timedelta(hours=1)
    if when == "tomorrow":
        return _morning(here, 1)
    if when == "monday":
        return _morning(here, (MONDAY - here.weekday() - 1) % 7 + 1)
    try:
        written = datetime.fromisoformat(at) if when == "at" else None
    except ValueError:
        return None
    if written is None or written.year < here.year or written.year > here.year + 2:
        return None
    return written.replace(tzinfo=here.tzinfo) if written.tzinfo is None else written


def _morning(here: datetime, days: int) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), MORNING, here.tzinfo)


def _zone(user: User) -> ZoneInfo:
    return ZoneInfo(user.time_zone) if user.time_zone else company.zone()
