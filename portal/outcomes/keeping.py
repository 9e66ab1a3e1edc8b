"""The cells of large playbooks, kept by day of enrolment so that their report opens at once. What
is kept is what counting the rows would give, at the moment the page says."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

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
"""So many days are counted in one turn of a worker, over all playbooks."""


def is_large(playbook: Playbook, span: Span) -> bool:
    some = enrolled(playbook, [span], Enrolment.id).limit(FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > FEW


def kept(playbook: Playbook, periods: Sequence[Span]) -> tuple[Cells, datetime | None]:
    """What was counted in the background, and the oldest moment at which a part of it was. Nothing
    and None while a day of them was never counted: a part of the numbers would look like all."""
    span = Span(periods[0].first, periods[-1].last, periods[0].zone)
    known = _counted(playbook, span)
    if not known or any(_uncounted(playbook, span, known)):
        return Counter(), None
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
    return found, min(known.values())


def keep_up() -> int:
    """Count the days of large playbooks that were never counted; with what is left of the turn,
    those of a year that were not for longest. Gives how many were counted for the first time:
    there always is one to count again, and a worker that was told so would never rest."""
    missing: list[tuple[Playbook, date]] = []
    known: list[tuple[datetime, Playbook, date]] = []
    for playbook in session.scalars(select(Playbook).order_by(Playbook.id)).all():
        life = _life(playbook)
        if life is None or not is_large(playbook, life):
            continue
        counted = _counted(playbook, life)
        never = islice(_uncounted(playbook, life, counted), AT_ONCE)
        missing += [(playbook, day) for day in never]
        known += [(at, playbook, day) for day, at in counted.items() if day >= _year_ago()]
    known.sort(key=lambda each: each[0])
    again = [(playbook, day) for _, playbook, day in known]
    for playbook, day in [*missing, *again][:AT_ONCE]:
        recount(playbook, day)
    return len(missing[:AT_ONCE])


def recount(playbook: Playbook, day: date) -> None:
    """Count one day anew; twice gives the same. What takes long only reads."""
    at = clock.now()
    _write(playbook, day, cells_of(playbook, [Span(day, day, zone())]), at)


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


def _life(playbook: Playbook) -> Span | None:
    """From the day somebody was first let in up to today."""
    of_it = Enrolment.playbook_id == playbook.id
    first = session.scalar(select(func.min(Enrolment.created_at)).where(of_it))
    return Span(day_of(first), day_of(clock.now()), zone()) if first else None


def _year_ago() -> date:
    return day_of(clock.now()) - timedelta(days=MOST_DAYS - 1)


def _counted(playbook: Playbook, span: Span) -> dict[date, datetime]:
    """The days that were counted, and when."""
    found = select(OutcomeDay.day, OutcomeDay.counted_at).where(
        OutcomeDay.playbook_id == playbook.id,
        OutcomeDay.day >= span.first,
        OutcomeDay.day <= span.last,
    )
    return dict(session.execute(found).all())


def _uncounted(playbook: Playbook, span: Span, known: Collection[date]) -> Iterator[date]:
    """Days that somebody was enrolled on and that are not known, the earliest first: one look into
    the index for each, and for each gap between those that are."""
    first = span.first
    for day in [*sorted(known), span.last + timedelta(days=1)]:
        yield from _days(playbook, Span(first, day - timedelta(days=1), span.zone))
        first = day + timedelta(days=1)


def _days(playbook: Playbook, span: Span) -> Iterator[date]:
    """Each of these days that somebody was enrolled on."""
    while span.first <= span.last:
        at = session.scalar(enrolled(playbook, [span], func.min(Enrolment.created_at)))
        if at is None:
            return
        yield day_of(at)
        span = Span(day_of(at) + timedelta(days=1), span.last, span.zone)
