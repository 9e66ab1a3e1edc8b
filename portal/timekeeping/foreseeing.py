"""Which promises will be late as it looks: once a minute a worker reckons it for all that waits.

What was forecast stays written down when it looks better again, and so does what became of it: a
forecast that nobody can check is none.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from portal import clock
from portal.database import atomic, lock, session
from portal.deadlines.calendars import Calendar, Interval
from portal.deadlines.forecasting import WINDOW, Pace, foresee, pace_of
from portal.jobs import sweep
from portal.messages.once import insert_once
from portal.promises.calendars import calendar_of
from portal.tickets import clocks
from portal.tickets.clock_models import TicketClock
from portal.tickets.forecast_models import (
    NOBODY,
    LaneKind,
    LanePace,
    MetPromise,
    TicketForecast,
)
from portal.tickets.forecasts import lane_that_tells
from portal.tickets.models import Ticket

MOST_WAITING = 5_000
"""So many of what waits is looked at, the soonest due first: what comes after all those is not
foreseen."""
MOST_MET = 20_000
Lane = tuple[LaneKind, int]


@sweep(every=timedelta(minutes=1))
def look_ahead() -> int:
    """Reckon what will be late; gives how many forecasts are new or withdrawn."""
    now = clocks.minute(clock.now())
    _, calendar = calendar_of(None)
    if not calendar.has_work:
        return 0
    waiting = _waiting()
    paces = _paces(waiting, calendar, now)
    late = set(_late(waiting, paces, calendar, now))
    _keep(paces)
    return _withdraw(late, now) + _foresee(late, now)


def _waiting() -> Sequence[Row[Any]]:
    return session.execute(
        select(
            Ticket.id,
            Ticket.due_at,
            Ticket.opened_at,
            Ticket.department_id,
            Ticket.assignee_id.label("agent_id"),
            TicketClock.owed_since,
        )
        .outerjoin(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(Ticket.due_at.is_not(None))
        .order_by(Ticket.due_at, Ticket.id)
        .limit(MOST_WAITING)
    ).all()


def _paces(waiting: Sequence[Row[Any]], calendar: Calendar, now: datetime) -> dict[Lane, Pace]:
    since = calendar.before(now, WINDOW)
    met = session.execute(
        select(
            MetPromise.began_at, MetPromise.met_at, MetPromise.department_id, MetPromise.agent_id
        )
        .where(MetPromise.met_at > since, MetPromise.met_at <= now)
        .order_by(MetPromise.met_at.desc())
        .limit(MOST_MET)
    ).all()
    waits: dict[Lane, list[Interval]] = defaultdict(list)
    answers: dict[Lane, int] = defaultdict(int)
    for row in met:
        for lane in _lanes(row):
            waits[lane].append((row.began_at, row.met_at))
            answers[lane] += 1
    for row in waiting:
        for lane in _lanes(row):
            waits[lane].append((row.owed_since or row.opened_at, now))
    return {
        lane: pace_of(waits[lane], answers=count, calendar=calendar, since=since, until=now)
        for lane, count in answers.items()
    }


def _late(
    waiting: Sequence[Row[Any]], paces: dict[Lane, Pace], calendar: Calendar, now: datetime
) -> Iterable[tuple[int, datetime]]:
    """What is thought to be late, of what is not late yet."""
    ahead: dict[Lane, int] = defaultdict(int)
    for row in waiting:
        lanes = dict(_lanes(row))
        known = {kind: paces[kind, of] for kind, of in lanes.items() if (kind, of) in paces}
        kind = lane_that_tells(known)
        if row.due_at > now and kind in known and known[kind].is_enough:
            lane = (kind, lanes[kind])
            forecast = foresee(
                row.due_at, ahead=ahead[lane], pace=paces[lane], calendar=calendar, now=now
            )
            if forecast.is_late:
                yield row.id, row.due_at
        for lane in lanes.items():
            ahead[lane] += 1


def _lanes(row: Row[Any]) -> list[Lane]:
    """Whose work it is: the department's, and who looks after it."""
    lanes = [(LaneKind.DEPARTMENT, row.department_id or NOBODY)]
    return [*lanes, (LaneKind.AGENT, row.agent_id)] if row.agent_id else lanes


@atomic()
def _foresee(late: set[tuple[int, datetime]], now: datetime) -> int:
    """In the order of the tickets, as everybody who changes several goes through them."""
    found = 0
    for ticket_id, due_at in sorted(late - _standing(now).keys()):
        unique = {"ticket_id": ticket_id, "due_at": due_at}
        if not insert_once(TicketForecast, unique=list(unique), foreseen_at=now, **unique):
            again = select(TicketForecast).filter_by(**unique)
            each = lock(session.scalars(again).one())
            if session.scalar(select(Ticket.due_at).where(Ticket.id == ticket_id)) != due_at:
                continue  # It was answered or put off meanwhile.
            each.withdrawn_at = each.met_at = None
        found += 1
    return found


@atomic()
def _withdraw(late: set[tuple[int, datetime]], now: datetime) -> int:
    """What looks better again. What fell due stands as it stood."""
    better = [each for key, each in _standing(now).items() if key not in late]
    for each in better:
        lock(each).withdrawn_at = now
    return len(better)


def _standing(now: datetime) -> dict[tuple[int, datetime], TicketForecast]:
    """In the order of the tickets, too."""
    standing = select(TicketForecast).where(
        TicketForecast.due_at > now,
        TicketForecast.withdrawn_at.is_(None),
        TicketForecast.met_at.is_(None),
    )
    in_order = standing.order_by(TicketForecast.ticket_id, TicketForecast.due_at)
    found = session.scalars(in_order)
    return {(each.ticket_id, each.due_at): each for each in found}


@atomic()
def _keep(paces: dict[Lane, Pace]) -> None:
    """The paces as they are now, lane by lane."""
    known = {(each.kind, each.lane_id): each for each in session.scalars(select(LanePace))}
    for lane, pace in sorted(paces.items()):
        kept = {"answers": pace.answers, "busy_minutes": pace.busy // timedelta(minutes=1)}
        if each := known.pop(lane, None):
            each.answers, each.busy_minutes = kept.values()
        else:
            kind, of = lane
            insert_once(LanePace, unique=["kind", "lane_id"], kind=kind, lane_id=of, **kept)
    for kind, of in known:
        gone = (LanePace.kind == kind, LanePace.lane_id == of)
        session.execute(delete(LanePace).where(*gone))
