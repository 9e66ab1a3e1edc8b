"""What happened to a concern, turned into clocks and due moments. Always from the start.

Three promises: the first answer, each next answer, the solution. A clock runs in working time; it
stands still with a reason. Whoever opens a concern's ledger sees exactly what is made here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from portal.deadlines.calendars import NOTHING, Calendar
from portal.deadlines.values import Happened, Ledger, Promise, Segment, Targets, Term, What


@dataclass
class _Clock:
    """One promise while it is being reckoned."""

    promise: Promise
    began_at: datetime
    met_at: datetime | None = None
    segments: list[Segment] = field(default_factory=list)

    def turn(self, at: datetime, *, runs: bool, why: str) -> None:
        """Let it run or stand from here; the same as before is no new segment."""
        last = self.segments[-1] if self.segments else None
        if (
            last
            and last.ended_at is None
            and (last.runs, not last.runs and last.why)
            == (
                runs,
                not runs and why,
            )
        ):
            return
        self.stop(at)
        self.segments.append(Segment(began_at=at, runs=runs, why=why))

    def stop(self, at: datetime) -> None:
        if self.segments and self.segments[-1].ended_at is None:
            self.segments[-1] = replace(self.segments[-1], ended_at=at)

    def meet(self, at: datetime) -> None:
        self.stop(at)
        self.met_at = at


@dataclass
class _Concern:
    """How the concern stands between two of the things that happened."""

    solution: _Clock
    answers: list[_Clock]
    waits: str = ""
    paused: str = ""
    is_solved: bool = False
    is_asked: bool = True
    """The customer said something since we began to wait: the answer's clock runs all the same."""

    @property
    def owed(self) -> _Clock | None:
        last = self.answers[-1]
        return last if last.met_at is None else None

    @property
    def stands_for(self) -> str:
        return self.paused or self.waits

    def take(self, event: Happened) -> None:
        if event.what is What.SOLVED:
            self._solve(event.at)
            return
        if event.what in (What.CUSTOMER_SAID, What.REOPENED) and self.is_solved:
            self.is_solved, self.solution.met_at = False, None
            self._owe(event.at)
        elif self.is_solved:
            return
        elif event.what in (What.CUSTOMER_SAID, What.OWED):
            self._owe(event.at)
        elif event.what is What.ANSWERED and self.owed:
            self.owed.meet(event.at)
        if event.what in (What.CUSTOMER_SAID, What.GOES_ON):
            self.waits = ""
        if event.what is What.GOES_ON:
            self.paused, self.is_asked = "", True
        elif event.what is What.WAITS:
            self.waits, self.paused, self.is_asked = event.why or What.WAITS, "", False
        elif event.what is What.PAUSED:
            self.paused, self.waits, self.is_asked = event.why or What.PAUSED, "", False
        self._turn(event)

    def _owe(self, at: datetime) -> None:
        self.is_asked = True
        if self.owed is None:
            self.answers.append(_Clock(Promise.NEXT_ANSWER, at))

    def _solve(self, at: datetime) -> None:
        if self.is_solved:
            return
        if self.owed:
            self.owed.meet(at)
        self.solution.meet(at)
        self.is_solved, self.waits, self.paused, self.is_asked = True, "", "", True

    def _turn(self, event: Happened) -> None:
        holds = self.stands_for
        self.solution.turn(event.at, runs=not holds, why=holds or event.what)
        if self.owed:
            held = "" if self.is_asked else holds
            self.owed.turn(event.at, runs=not held, why=held or event.what)


def reckon(
    events: Sequence[Happened],
    targets: Targets,
    calendar: Calendar,
    *,
    now: datetime,
    only_latest: bool = False,
) -> Ledger:
    """The ledger of a concern, from everything that happened to it, by these targets.

    Events of one moment count in the order in which they are given. What is written down for a
    time before the concern was raised counts from when it was. `only_latest` leaves out the answers
    before the last, which long talks have in thousands.
    """
    concern = _replayed(events)
    answers = concern.answers[-1:] if only_latest else concern.answers
    return Ledger(
        terms=tuple(
            _term(clock, targets.of(clock.promise), calendar, now)
            for clock in (*answers, concern.solution)
        ),
        waits_for=concern.stands_for,
    )


def _replayed(events: Sequence[Happened]) -> _Concern:
    events = [replace(event, at=event.at.astimezone(UTC)) for event in events]
    raised = next((event for event in events if event.what is What.RAISED), None)
    if raised is None:
        raise ValueError("nothing was raised: there is no clock to reckon")
    others = [event for event in events if event.what is not What.RAISED]
    concern = _Concern(
        _Clock(Promise.SOLUTION, raised.at), [_Clock(Promise.FIRST_ANSWER, raised.at)]
    )
    concern.take(raised)
    for event in sorted(others, key=lambda each: each.at):
        concern.take(event if event.at >= raised.at else replace(event, at=raised.at))
    return concern


def _term(clock: _Clock, target: timedelta | None, calendar: Calendar, now: datetime) -> Term:
    counted, due_at, segments = NOTHING, None, []
    for segment in clock.segments:
        if segment.runs:
            if target is not None and due_at is None:
                due_at = calendar.after(segment.began_at, target - counted)
                if segment is not clock.segments[-1] and due_at > segment.ended_at:
                    # It stood still before that; a later stretch says when.
                    due_at = None
            ran = calendar.working_time(segment.began_at, segment.ended_at or now)
            segment, counted = replace(segment, counted=ran), counted + ran
        segments.append(segment)
    return Term(
        promise=clock.promise,
        began_at=clock.began_at,
        met_at=clock.met_at,
        due_at=due_at,
        counted=counted,
        segments=tuple(segments),
    )
