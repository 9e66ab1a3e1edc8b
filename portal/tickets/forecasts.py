"""What is forecast of a ticket's promise: which are thought to be late, why, and how often that was
right.

A worker looks at all that waits once a minute (portal.timekeeping.foreseeing); here is what it
leaves behind, for lists as a condition and for one ticket as a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func, select, tuple_

from portal import clock
from portal.database import session
from portal.deadlines.calendars import NOTHING
from portal.deadlines.forecasting import Forecast, Pace, foresee
from portal.messages.once import insert_once
from portal.promises.calendars import calendar_of
from portal.tickets.forecast_models import (
    NOBODY,
    LaneKind,
    LanePace,
    MetPromise,
    TicketForecast,
)
from portal.tickets.models import Ticket

MOST_AHEAD = 1_000
t, f = Ticket.__table__.c, TicketForecast.__table__.c
_STANDS = (f.withdrawn_at.is_(None), f.met_at.is_(None))
IS_FORESEEN: ColumnElement[bool] = (
    select(f.id)
    .where(f.ticket_id == t.id, f.due_at == t.due_at, *_STANDS)
    .correlate(Ticket.__table__)
    .exists()
)
"""Of one ticket: whether its promise is forecast to be late."""


def will_be_late(now: Any) -> ColumnElement[bool]:
    """The same for a list, which begins with the few that are; what is late already is not."""
    standing = select(f.ticket_id).where(f.due_at > now, *_STANDS)
    return sa.and_(t.id.in_(standing), IS_FORESEEN)


def remember(ticket: Ticket, *, due_at: datetime, began_at: datetime) -> None:
    """Inside the verb that keeps the promise, or ends the waiting for it."""
    now = clock.now()
    unique = {"ticket_id": ticket.id, "due_at": due_at}
    insert_once(
        MetPromise,
        unique=list(unique),
        began_at=began_at,
        met_at=now,
        department_id=ticket.department_id or NOBODY,
        agent_id=ticket.assignee_id or NOBODY,
        **unique,
    )
    session.execute(
        sa.update(TicketForecast)
        .where(f.ticket_id == ticket.id, f.due_at == due_at)
        .values(met_at=now)
    )


def is_foreseen(ticket: Ticket) -> bool:
    """Whether its row in the queue says so."""
    if ticket.due_at is None:
        return False
    return bool(session.scalar(select(IS_FORESEEN).where(t.id == ticket.id)))


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """How it looks for one promise. `who` answers it; no forecast where there is too little
    history to tell."""

    who: str
    pace: Pace
    forecast: Forecast | None


def outlook_of(ticket: Ticket) -> Outlook | None:
    """As it looks at this moment; None where no answer is owed, or it is late already."""
    now = clock.now()
    if ticket.due_at is None or ticket.due_at <= now:
        return None
    lanes = {LaneKind.DEPARTMENT: ticket.department_id or NOBODY}
    if ticket.assignee_id:
        lanes[LaneKind.AGENT] = ticket.assignee_id
    rows = session.scalars(
        select(LanePace).where(tuple_(LanePace.kind, LanePace.lane_id).in_(lanes.items()))
    )
    paces = {row.kind: row.pace for row in rows}
    kind = lane_that_tells(paces)
    pace = paces.get(kind, Pace(0, NOTHING))
    forecast = None
    if pace.is_enough:
        _, calendar = calendar_of(None)
        forecast = foresee(
            ticket.due_at,
            ahead=_ahead(ticket, kind),
            pace=pace,
            calendar=calendar,
            now=now,
        )
    return Outlook(who=_named(ticket, kind), pace=pace, forecast=forecast)


def lane_that_tells(paces: Mapping[LaneKind, Pace]) -> LaneKind:
    """Who looks after it, if they have answered enough for that; else the department."""
    own = paces.get(LaneKind.AGENT)
    return LaneKind.AGENT if own and own.is_enough else LaneKind.DEPARTMENT


def _ahead(ticket: Ticket, kind: LaneKind) -> int:
    held = [tuple_(Ticket.due_at, Ticket.id) < (ticket.due_at, ticket.id)]
    if kind is LaneKind.AGENT:
        held.append(Ticket.assignee_id == ticket.assignee_id)
    elif ticket.department_id:
        held.append(Ticket.department_id == ticket.department_id)
    else:
        held.append(Ticket.department_id.is_(None))
    some = select(Ticket.id).where(*held).limit(MOST_AHEAD).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _named(ticket: Ticket, kind: LaneKind) -> str:
    if kind is LaneKind.AGENT and ticket.assignee:
        return ticket.assignee.name
    return ticket.department.name if ticket.department else "The desk"
