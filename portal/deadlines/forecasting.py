"""Whether a promise will be kept, as it looks now. Pure.

A lane is whose work it is: one colleague's, or a department's. It is taken to answer what is due
soonest first, one after the other. Its pace is how long one answer took it lately, of the working
time in which anything waited there: hours in which nobody waited for it say nothing about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.deadlines.calendars import NOTHING, Calendar, Interval

WINDOW = timedelta(hours=40)
"""So much working time back is "lately"."""
FEWEST = 8
"""Fewer answers than that say nothing about the next one."""


@dataclass(frozen=True)
class Pace:
    """So many answers in so much working time with somebody waiting."""

    answers: int
    busy: timedelta

    @property
    def is_enough(self) -> bool:
        return self.answers >= FEWEST

    @property
    def each(self) -> timedelta:
        return self.busy / self.answers if self.answers else NOTHING


@dataclass(frozen=True)
class Forecast:
    """`ahead` are due before it, `each` takes so long, and `left` is there until it is due."""

    ahead: int
    each: timedelta
    left: timedelta

    @property
    def needs(self) -> timedelta:
        """Until those before it and it itself are answered."""
        return (self.ahead + 1) * self.each

    @property
    def is_late(self) -> bool:
        return self.needs > self.left


def pace_of(
    waits: Iterable[Interval],
    *,
    answers: int,
    calendar: Calendar,
    since: datetime,
    until: datetime,
) -> Pace:
    """The pace of a lane, from when each of its concerns waited. Two at a time wait one time."""
    busy, reached = NOTHING, since
    for began, ended in sorted(waits):
        began, ended = max(began, reached), min(ended, until)
        if began < ended:
            busy += calendar.working_time(began, ended)
            reached = ended
    return Pace(answers, busy)


def foresee(
    due_at: datetime, *, ahead: int, pace: Pace, calendar: Calendar, now: datetime
) -> Forecast:
    return Forecast(ahead, pace.each, calendar.working_time(now, due_at))
