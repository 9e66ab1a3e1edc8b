"""The cells of large playbooks, kept by day of enrolment so that their report opens at once. What
is kept is what counting the rows would give, at the moment the page says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, func, insert, select

from portal import clock
from portal.database import atomic, session
from portal.followups.enrolled_models import Enrolment
from portal.followups.models import Playbook
from portal.outcomes.counting import Cells, cells_of, enrolled, which_of
from portal.outcomes.models import OutcomeCount, OutcomeDay
from portal.tickets.company import zone
from portal.web.spans import MOST_DAYS, Span

FEW = 3_000
"""Up to so many enrolments are counted while somebody waits for the page."""
AT_ONCE = 20
"""So many days are counted in one turn of a worker."""


def is_large(playbook: Playbook, span: Span) -> bool:
    some = enrolled(playbook, [span], Enrolment.id).limit(FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > FEW


def kept(playbook: Playbook, periods: Sequence[Span]) -> tuple[Cells, datetime | None]:
    """What was counted in the background, and the oldest moment at which a part of it was."""
    inside = and_(
        OutcomeCount.playbook_id == playbook.id,
        OutcomeCount.day >= periods[0].first,
        OutcomeCount.day <= periods[-1].last,
    )
    which = which_of(OutcomeCount.day, [(each.last, True) for each in periods])
    keys = [which, OutcomeCount.version_id, OutcomeCount.part, OutcomeCount.key]
    rows = session.execute(
        select(*keys, func.sum(OutcomeCount.count)).where(inside).group_by(*keys)
    )
    found: Cells = Counter()
    for *key, count in rows:
        found[tuple(key)] = int(count)  # type: ignore[index]
    oldest = session.scalar(
        select(func.min(OutcomeDay.counted_at)).where(
            OutcomeDay.playbook_id == playbook.id,
            OutcomeDay.day >= periods[0].first,
            OutcomeDay.day <= periods[-1].last,
        )
    )
    return found, oldest


def keep_up() -> int:
    """Count the days of large playbooks that were never counted or not for longest. Gives how many
    days were."""
    counted = 0
    for playbook in session.scalars(select(Playbook).order_by(Playbook.id)).all():
        if is_large(playbook, year()):
            for day in _next_days(playbook, AT_ONCE):
                recount(playbook, day)
                counted += 1
    return counted


def recount(playbook: Playbook, day: date) -> None:
    """Count one day anew; twice gives the same. What takes long only reads."""
    at = clock.now()
    _write(playbook, day, cells_of(playbook, [Span(day, day, zone())]), at)


def year() -> Span:
    today = day_of(clock.now())
    return Span(today - timedelta(days=MOST_DAYS - 1), today, zone())


def day_of(at: datetime) -> date:
    return at.astimezone(zone()).date()


@atomic()
def _write(playbook: Playbook, day: date, found: Cells, at: datetime) -> None:
    of_day = {"playbook_id": playbook.id, "day": day}
    session.execute(delete(OutcomeDay).filter_by(**of_day))
    session.execute(delete(OutcomeCount).filter_by(**of_day))
    session.execute(insert(OutcomeDay), [of_day | {"counted_at": at}])
    rows = [
        of_day | {"version_id": version, "part": part, "key": key[:250], "count": count}
        for (_, version, part, key), count in found.items()
    ]
    if rows:
        session.execute(insert(OutcomeCount), rows)


def _next_days(playbook: Playbook, most: int) -> list[date]:
    """Days that somebody was enrolled on: those never counted first, the earliest of them first,
    then those not looked at for longest."""
    known = dict(
        session.execute(
            select(OutcomeDay.day, OutcomeDay.counted_at).where(
                OutcomeDay.playbook_id == playbook.id, OutcomeDay.day >= year().first
            )
        ).all()
    )
    days = list(_days(playbook))
    missing = [day for day in days if day not in known]
    oldest = sorted((day for day in days if day in known), key=lambda day: known[day])
    return [*missing, *oldest][:most]


def _days(playbook: Playbook) -> Iterator[date]:
    """Each day of a year that somebody was enrolled on: one look into the index for each."""
    span = year()
    while span.first <= span.last:
        at = session.scalar(enrolled(playbook, [span], func.min(Enrolment.created_at)))
        if at is None:
            return
        yield day_of(at)
        span = Span(day_of(at) + timedelta(days=1), span.last, span.zone)
