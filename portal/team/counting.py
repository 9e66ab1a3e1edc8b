"""Counting a day's tickets, as often as anybody likes, and looking at what waits."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, delete, func, insert, select

from portal import clock
from portal.database import atomic, lock, session
from portal.figures import bucket_of
from portal.history.models import Entry
from portal.history.recording import on
from portal.messages.once import insert_once
from portal.team.measures import AGES, IS_COUNTED, MEASURES, held_by
from portal.team.models import (
    NOBODY,
    Reopening,
    TeamBacklog,
    TeamChange,
    TeamCount,
    TeamDay,
    TeamTopic,
)
from portal.tickets import act_events, events, merge_events, spam_events
from portal.tickets.company import zone
from portal.tickets.forecast_models import MetPromise
from portal.tickets.models import Ticket, TicketState
from portal.tickets.view_models import TicketTag
from portal.web.spans import Span

Counts = Counter[tuple[str, str, int, int, int]]
"""By measure, kind, department, agent and bucket."""
MOST_CHANGES = 5000
MOST_MISSING = 40
COUNTED_AGAIN = 2
"""So many of the days not looked at for longest are counted again each time."""
CHANGING = (
    events.TicketRaised,
    events.TicketAnswered,
    events.TicketAssigned,
    events.TicketSolved,
    events.TicketReopened,
    act_events.TicketTagged,
    act_events.TicketUntagged,
    act_events.TicketHandedOver,
    act_events.TicketActUndone,
    act_events.TicketKindChanged,
    merge_events.TicketMerged,
    merge_events.TicketTookIn,
    merge_events.TicketUnmerged,
    merge_events.TicketLetGo,
    spam_events.TicketMarkedSpam,
    spam_events.TicketNotSpam,
)


def note_change(entry: Entry) -> None:
    """The earlier days whose counts this changes; today's are made anew anyway."""
    ticket = session.get(Ticket, Ticket.id_about(entry.about))
    if ticket is None:
        return
    if entry.kind == events.TicketReopened.kind:
        session.add(Reopening(ticket_id=ticket.id, at=entry.at))
    moments = [ticket.opened_at, ticket.first_answered_at, ticket.first_promised_at]
    moments += [ticket.promised_at, ticket.solved_at, _solved_before(entry)]
    moments += session.scalars(select(MetPromise.due_at).where(MetPromise.ticket_id == ticket.id))
    days = {day_of(at) for at in moments if at is not None}
    session.add_all(TeamChange(day=day) for day in sorted(days) if day < day_of(entry.at))


for each in CHANGING:
    on(each)(note_change)


def keep_up() -> int:
    """Count the days that are new, changed, missing or long not looked at, and look at what waits.
    Gives how many days there are still to count."""
    changes = session.execute(
        select(TeamChange.id, TeamChange.day).order_by(TeamChange.id).limit(MOST_CHANGES)
    ).all()
    today = day_of(clock.now())
    missing = _missing(today)
    days = {today, *(change.day for change in changes)}
    for day in sorted(days | set(missing[:MOST_MISSING]) | set(_long_ago())):
        recount(day)
    if changes:
        _done_with([change.id for change in changes])
    look_at_backlog()
    return max(0, len(missing) - MOST_MISSING)


def rebuild() -> int:
    """Count every day there is, from the tickets alone. Gives how many."""
    days = _all_days(day_of(clock.now()))
    for day in days:
        recount(day)
    look_at_backlog()
    return len(days)


@atomic()
def recount(day: date) -> None:
    """Count the day anew; twice gives the same."""
    insert_once(TeamDay, unique=["day"], day=day, counted_at=clock.now())
    counted = lock(session.get_one(TeamDay, day))
    counted.counted_at = clock.now()
    span = Span(day, day, zone())
    found, topics = counts_of(span), topics_of(span)
    session.execute(delete(TeamCount).where(TeamCount.day == day))
    session.execute(delete(TeamTopic).where(TeamTopic.day == day))
    if found:
        names = ("measure", "kind", "department_id", "agent_id", "bucket")
        rows = [
            {"day": day, "count": count, **dict(zip(names, key, strict=True))}
            for key, count in found.items()
        ]
        session.execute(insert(TeamCount), rows)
    if topics:
        rows = [{"day": day, "word": word, "count": count} for word, count in topics.items()]
        session.execute(insert(TeamTopic), rows)


def counts_of(span: Span) -> Counts:
    """Straight from the tickets."""
    counts: Counts = Counter()
    for name, measure in MEASURES.items():
        keys = [Ticket.kind, Ticket.department_id, Ticket.assignee_id]
        held = held_by(name, span.begins, span.ends)
        if measure.since is not None:
            timed = select(*keys, measure.since, measure.at).where(*held)
            for kind, department, agent, since, at in session.execute(timed):
                bucket = bucket_of((at - since).total_seconds())
                counts[name, kind.value, department or NOBODY, agent or NOBODY, bucket] += 1
            continue
        query = select(*keys, func.count()).where(*held).group_by(*keys)
        if measure.joins is not None:
            query = query.join(measure.joins, measure.joins.ticket_id == Ticket.id)
        for kind, department, agent, count in session.execute(query):
            counts[name, kind.value, department or NOBODY, agent or NOBODY, 0] += count
    return counts


def topics_of(span: Span) -> dict[str, int]:
    came = held_by("arrived", span.begins, span.ends)
    query = (
        select(TicketTag.word, func.count())
        .join(Ticket, Ticket.id == TicketTag.ticket_id)
        .where(*came)
        .group_by(TicketTag.word)
    )
    return dict(session.execute(query).all())  # type: ignore[arg-type]


@atomic()
def look_at_backlog() -> None:
    """What waits now, by age; takes the place of what waited before."""
    now, bounds = clock.now(), list(AGES.values())
    age: Any = case(
        *((Ticket.opened_at > now - bound, place) for place, bound in enumerate(bounds[1:])),
        else_=len(bounds) - 1,
    )
    late = func.sum(case((Ticket.due_at < now, 1), else_=0))
    keys = [Ticket.kind, Ticket.department_id, Ticket.assignee_id, age]
    waiting = (
        select(*keys, func.count(), late)
        .where(IS_COUNTED, Ticket.state != TicketState.SOLVED)
        .group_by(*keys)
    )
    rows = [
        {
            "kind": kind.value,
            "department_id": department or NOBODY,
            "agent_id": agent or NOBODY,
            "age": place,
            "count": count,
            "late": behind,
            "taken_at": now,
        }
        for kind, department, agent, place, count, behind in session.execute(waiting)
    ]
    session.execute(delete(TeamBacklog))
    if rows:
        session.execute(insert(TeamBacklog), rows)


def day_of(at: datetime) -> date:
    return at.astimezone(zone()).date()


def _all_days(today: date) -> list[date]:
    first = session.scalar(select(func.min(Ticket.opened_at)))
    if first is None:
        return []
    count = (today - day_of(first)).days + 1
    return [today - timedelta(days=ago) for ago in range(count)]


def _missing(today: date) -> list[date]:
    """Days that nobody has counted since they were over, the latest first."""
    counted = {
        row.day
        for row in session.execute(select(TeamDay.day, TeamDay.counted_at))
        if row.counted_at >= Span(row.day, row.day, zone()).ends
    }
    return [day for day in _all_days(today) if day not in counted | {today}]


def _long_ago() -> Iterable[date]:
    return session.scalars(
        select(TeamDay.day).order_by(TeamDay.counted_at).limit(COUNTED_AGAIN)
    ).all()


@atomic()
def _done_with(ids: list[int]) -> None:
    session.execute(delete(TeamChange).where(TeamChange.id.in_(ids)))


def _solved_before(entry: Entry) -> datetime | None:
    """When the ticket was solved before this: taking it up again leaves no trace in it."""
    if entry.kind not in (events.TicketReopened.kind, act_events.TicketActUndone.kind):
        return None
    return session.scalar(
        select(Entry.at)
        .where(Entry.about == entry.about, Entry.kind == events.TicketSolved.kind)
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(1)
    )
