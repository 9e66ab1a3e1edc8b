"""What the reckoning takes and gives: what happened, what is promised, and the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.deadlines.calendars import NOTHING


class Promise(StrEnum):
    FIRST_ANSWER = "first_answer"
    NEXT_ANSWER = "next_answer"
    SOLUTION = "solution"


class What(StrEnum):
    """What moves a clock."""

    RAISED = "raised"
    CUSTOMER_SAID = "customer_said"
    ANSWERED = "answered"
    OWED = "owed"
    """We owe a word though nobody wrote: an answer promised another, time was up."""
    WAITS = "waits"
    """For the customer, until they say something."""
    PAUSED = "paused"
    """For somebody else, with a reason."""
    GOES_ON = "goes_on"
    SOLVED = "solved"
    REOPENED = "reopened"


@dataclass(frozen=True)
class Happened:
    at: datetime
    what: What
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The working time each promise takes; None is no promise."""

    first_answer: timedelta | None = None
    next_answer: timedelta | None = None
    solution: timedelta | None = None

    def of(self, promise: Promise) -> timedelta | None:
        return {
            Promise.FIRST_ANSWER: self.first_answer,
            Promise.NEXT_ANSWER: self.next_answer,
            Promise.SOLUTION: self.solution,
        }[promise]


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch in which one clock ran or stood still, why, and how much working time counted."""

    began_at: datetime
    ended_at: datetime | None = None
    runs: bool
    why: str
    counted: timedelta = NOTHING


@dataclass(frozen=True, kw_only=True)
class Term:
    """One promise, from the moment it began. A standing clock is due at no moment."""

    promise: Promise
    began_at: datetime
    met_at: datetime | None
    due_at: datetime | None
    counted: timedelta
    """The working time that counted until it was met, or until the moment of looking."""
    segments: tuple[Segment, ...]

    @property
    def is_met(self) -> bool:
        return self.met_at is not None

    @property
    def runs(self) -> bool:
        return not self.is_met and self.segments[-1].runs

    def is_late(self, now: datetime) -> bool:
        """At the due moment itself it is kept still."""
        return self.due_at is not None and (self.met_at or now) > self.due_at


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Every promise of one concern, as they began; its clock is that of the solution."""

    terms: tuple[Term, ...]
    waits_for: str
    """Why the clock stands still: the reason of the pause; empty while it runs."""

    @property
    def clock(self) -> Term:
        return next(term for term in self.terms if term.promise is Promise.SOLUTION)

    @property
    def answer(self) -> Term | None:
        """The answer we owe now."""
        owed = (term for term in self.terms if term.promise is not Promise.SOLUTION)
        return next((term for term in owed if not term.is_met), None)
