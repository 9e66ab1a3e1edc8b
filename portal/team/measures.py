"""What is counted of tickets, when, and which rows it is: the same for counts and for lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from portal import clock
from portal.team.models import Reopening
from portal.tickets import spam
from portal.tickets.forecast_models import MetPromise, TicketForecast
from portal.tickets.models import Ticket, TicketState

AGES = {
    "Under a day": timedelta(),
    "1 to 3 days": timedelta(days=1),
    "3 to 7 days": timedelta(days=3),
    "1 to 2 weeks": timedelta(days=7),
    "2 to 4 weeks": timedelta(days=14),
    "Over 4 weeks": timedelta(days=28),
}
"""How old what waits is: from so much on, up to where the next begins."""


@dataclass(frozen=True)
class Measure:
    """`at` is when it happened to a ticket; `since` where its time began, for what is timed."""

    title: str
    at: Any
    holds: tuple[ColumnElement[bool], ...] = ()
    since: Any = None
    joins: Any = None
    """What the moment is kept in, where it is not the ticket itself: a row for each."""
    is_of_the_past: bool = False
    """What falls due later counts once it has."""


IS_COUNTED = and_(Ticket.merged_into_id.is_(None), ~spam.IS_SPAM)
"""A merged ticket is part of another, which is counted. Spam is none."""
_kept = and_(
    Ticket.first_answered_at.is_not(None), Ticket.first_answered_at <= Ticket.first_promised_at
)
_ended_before = and_(
    Ticket.first_answered_at.is_(None),
    Ticket.solved_at.is_not(None),
    Ticket.solved_at <= Ticket.first_promised_at,
)
_broken = and_(
    or_(Ticket.first_answered_at.is_(None), Ticket.first_answered_at > Ticket.first_promised_at),
    ~_ended_before,
)
_still_owed = and_(TicketForecast.met_at.is_(None), Ticket.due_at == TicketForecast.due_at)
"""What was moved or put off since was neither early nor late."""
_was_foreseen = (
    select(TicketForecast.id)
    .where(
        TicketForecast.ticket_id == MetPromise.ticket_id, TicketForecast.due_at == MetPromise.due_at
    )
    .exists()
)
MEASURES = {
    "arrived": Measure("Came in", Ticket.opened_at),
    "answered": Measure(
        "Answered for the first time", Ticket.first_answered_at, since=Ticket.opened_at
    ),
    "solved": Measure(
        "Solved",
        Ticket.solved_at,
        (Ticket.state == TicketState.SOLVED,),
        since=Ticket.opened_at,
    ),
    "reopened": Measure("Taken up again", Reopening.at, joins=Reopening),
    "kept": Measure("First answer in time", Ticket.first_promised_at, (_kept,)),
    "broken": Measure(
        "First answer late, or none yet", Ticket.first_promised_at, (_broken,), is_of_the_past=True
    ),
    "foreseen": Measure(
        "Answers forecast to be late",
        TicketForecast.due_at,
        (or_(TicketForecast.met_at.is_not(None), _still_owed),),
        joins=TicketForecast,
        is_of_the_past=True,
    ),
    "came_true": Measure(
        "Answers forecast to be late, and late",
        TicketForecast.due_at,
        (or_(TicketForecast.met_at > TicketForecast.due_at, _still_owed),),
        joins=TicketForecast,
        is_of_the_past=True,
    ),
    "unforeseen": Measure(
        "Answered late, without a forecast",
        MetPromise.due_at,
        (MetPromise.met_at > MetPromise.due_at, ~_was_foreseen),
        joins=MetPromise,
    ),
}


def held_by(name: str, begins: datetime, ends: datetime) -> list[ColumnElement[bool]]:
    """The conditions of a measure between two moments. A promise for later today is not broken."""
    measure = MEASURES[name]
    if measure.is_of_the_past:
        ends = min(ends, clock.now())
    return [IS_COUNTED, measure.at >= begins, measure.at < ends, *measure.holds]


def age_between(place: int) -> list[ColumnElement[bool]]:
    """Tickets that wait and are of the age at this place of AGES."""
    bounds = list(AGES.values())
    conditions = [IS_COUNTED, Ticket.state != TicketState.SOLVED]
    conditions.append(Ticket.opened_at <= clock.now() - bounds[place])
    if place + 1 < len(bounds):
        conditions.append(Ticket.opened_at > clock.now() - bounds[place + 1])
    return conditions
