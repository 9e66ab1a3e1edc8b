"""Business calendars: working time between two moments, and the moment so much of it later.

A moment is working time exactly when the clock on the wall shows it: in the night the clocks go
forward an hour is missing, in the night they go back one counts twice. All of it is exact, down to
the microsecond; who wants whole minutes gives whole minutes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60
NOTHING = timedelta()
LONGEST_BREAK = 3_660
"""After so many days in a row without work we believe that none comes."""
_WEST, _EAST = timedelta(hours=15), timedelta(hours=37)
_INSTANT = timedelta(microseconds=1)


class BadHours(ValueError):
    """Hours that no day has."""


class NoWorkingTime(ValueError):
    """A calendar in which nobody ever works: nothing can be due by it."""


@dataclass(frozen=True, order=True)
class Span:
    """From `opens` until `closes`, in minutes of the day on the wall; the day ends at 1,440."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens <= self.closes <= MINUTES_A_DAY:
            raise BadHours(f"from minute {self.opens} until minute {self.closes} of a day")


Interval = tuple[datetime, datetime]
WHOLE_DAY = (Span(0, MINUTES_A_DAY),)


@dataclass(frozen=True)
class Calendar:
    """`week` holds the spans of each weekday, Monday first; nobody works on `holidays`."""

    zone: tzinfo
    week: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise BadHours(f"a week of {len(self.week)} days")

    @classmethod
    def of(
        cls,
        zone: tzinfo,
        week: Mapping[int, Sequence[tuple[time, time]]],
        holidays: Sequence[date] = (),
    ) -> "Calendar":
        """From hours as people write them. A span that ends before it begins goes on past midnight;
        one that ends at 00:00 ends with the day."""
        days: list[list[Span]] = [[] for _ in range(7)]
        for weekday, spans in week.items():
            for opens, closes in spans:
                start, end = _minute(opens), _minute(closes)
                if start == end == 0 or start < end:
                    days[weekday].append(Span(start, end or MINUTES_A_DAY))
                elif end < start:
                    days[weekday].append(Span(start, MINUTES_A_DAY))
                    days[(weekday + 1) % 7].append(Span(0, end))
        return cls(zone, tuple(_joined(day) for day in days), frozenset(holidays))

    @classmethod
    def around_the_clock(cls, zone: tzinfo = UTC) -> "Calendar":
        return cls(zone, (WHOLE_DAY,) * 7)

    @property
    def has_work(self) -> bool:
        return any(span.opens < span.closes for day in self.week for span in day)

    def is_open(self, at: datetime) -> bool:
        at = at.astimezone(UTC)
        return any(start <= at < end for start, end in self._from(at, until=at + _INSTANT))

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none the wrong way round."""
        # Two moments of one zone would be compared by what the wall shows, not by when they are.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return NOTHING
        parts = (
            min(closes, end) - max(opens, start) for opens, closes in self._from(start, until=end)
        )
        return sum((part for part in parts if part > NOTHING), NOTHING)

    def after(self, at: datetime, working: timedelta) -> datetime:
        """The earliest moment by which so much working time has gone by since `at`: closing time
        itself rather than the next opening."""
        at = at.astimezone(UTC)
        if working <= NOTHING:
            return at
        left, last_work = working, _day_of(at, self.zone)
        for day in self._days_from(last_work - DAY):
            for opens, closes in self.open_on(day):
                begins = max(opens, at)
                if begins >= closes:
                    continue
                if left <= closes - begins:
                    return begins + left
                left, last_work = left - (closes - begins), day
            self._gives_up_after(day - last_work)
        raise NoWorkingTime("the end of time")

    def before(self, at: datetime, working: timedelta) -> datetime:
        """The latest moment from which on there is so much working time until `at`."""
        at = at.astimezone(UTC)
        if working <= NOTHING:
            return at
        left, last_work = working, _day_of(at, self.zone)
        day = last_work + DAY
        while True:
            for opens, closes in reversed(self.open_on(day)):
                ends = min(closes, at)
                if ends <= opens:
                    continue
                if left <= ends - opens:
                    return ends - left
                left, last_work = left - (ends - opens), day
            self._gives_up_after(last_work - day)
            day -= DAY

    def open_on(self, day: date) -> list[Interval]:
        """When people work on that day of the calendar's zone, as instants, earliest first."""
        spans = () if day in self.holidays else self.week[day.weekday()]
        if not spans:
            return []
        found = []
        midnight = datetime.combine(day, time(), UTC)
        for begins, ends, offset in _pieces(midnight, self.zone):
            for span in spans:
                opens = midnight + timedelta(minutes=span.opens) - offset
                closes = midnight + timedelta(minutes=span.closes) - offset
                if (start := max(opens, begins)) < (end := min(closes, ends)):
                    found.append((start, end))
        return _apart(found)

    def _from(self, start: datetime, *, until: datetime) -> Iterator[Interval]:
        last = _day_of(until, self.zone) + DAY
        for day in self._days_from(_day_of(start, self.zone) - DAY):
            if day > last:
                return
            yield from self.open_on(day)

    def _days_from(self, day: date) -> Iterator[date]:
        while True:
            yield day
            day += DAY

    def _gives_up_after(self, idle: timedelta) -> None:
        if not self.has_work or idle.days > LONGEST_BREAK:
            raise NoWorkingTime("Nobody ever works by this calendar: give it hours")


def _pieces(midnight: datetime, zone: tzinfo) -> list[tuple[datetime, datetime, timedelta]]:
    """The hours around a day in stretches with one distance from UTC each."""
    first, last = midnight - _WEST, midnight + _EAST
    before, after = _offset(first, zone), _offset(last, zone)
    if before == after:
        return [(first, last, before)]
    low, high = 0, int((last - first) / timedelta(seconds=1))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(first + timedelta(seconds=middle), zone) == before:
            low = middle
        else:
            high = middle
    turn = first + timedelta(seconds=high)
    return [(first, turn, before), (turn, last, after)]


def _apart(found: list[Interval]) -> list[Interval]:
    """In order, and none over another: overlapping hours count once."""
    apart: list[Interval] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.opens <= joined[-1].closes:
            joined[-1] = Span(joined[-1].opens, max(span.closes, joined[-1].closes))
        else:
            joined.append(span)
    return tuple(joined)


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or NOTHING


def _day_of(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
