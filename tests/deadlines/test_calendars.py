"""Working time: tables of what is due when, and an oracle that looks at every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.deadlines.calendars import BadHours, Calendar, NoWorkingTime, Span

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
OFFICE = Calendar.of(BERLIN, {day: [(time(9), time(17))] for day in range(5)})
OVER_NOON = Calendar.of(
    BERLIN, {day: [(time(9), time(12)), (time(13), time(17))] for day in range(5)}
)
NIGHTS = Calendar.of(BERLIN, {day: [(time(22), time(6))] for day in range(7)})
ALWAYS = Calendar.around_the_clock(BERLIN)
NEVER = Calendar.of(BERLIN, {})
CHRISTMAS = Calendar.of(
    BERLIN,
    {day: [(time(9), time(17))] for day in range(5)},
    [date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)],
)


def here(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


# Monday 23 to Friday 27 November 2026.
@pytest.mark.parametrize(
    ("calendar", "begins", "minutes", "due"),
    [
        pytest.param(OFFICE, "2026-11-23 10:00", 60, "2026-11-23 11:00", id="within a day"),
        pytest.param(OFFICE, "2026-11-23 09:00", 60, "2026-11-23 10:00", id="exactly at opening"),
        pytest.param(OFFICE, "2026-11-23 05:00", 60, "2026-11-23 10:00", id="before hours"),
        pytest.param(OFFICE, "2026-11-23 17:00", 60, "2026-11-24 10:00", id="exactly at closing"),
        pytest.param(OFFICE, "2026-11-23 21:00", 60, "2026-11-24 10:00", id="after hours"),
        pytest.param(OFFICE, "2026-11-23 16:00", 60, "2026-11-23 17:00", id="due at closing"),
        pytest.param(OFFICE, "2026-11-23 16:00", 61, "2026-11-24 09:01", id="a minute too late"),
        pytest.param(OFFICE, "2026-11-27 16:30", 60, "2026-11-30 09:30", id="Friday evening"),
        pytest.param(OFFICE, "2026-11-28 12:00", 60, "2026-11-30 10:00", id="on Saturday"),
        pytest.param(OFFICE, "2026-11-23 09:00", 480, "2026-11-23 17:00", id="a whole day"),
        pytest.param(OFFICE, "2026-11-23 09:00", 481, "2026-11-24 09:01", id="and a minute"),
        pytest.param(OFFICE, "2026-11-23 09:00", 2400, "2026-11-27 17:00", id="a whole week"),
        pytest.param(OFFICE, "2026-11-23 10:00", 0, "2026-11-23 10:00", id="at once"),
        pytest.param(OFFICE, "2026-11-28 12:00", 0, "2026-11-28 12:00", id="at once, closed"),
        pytest.param(OVER_NOON, "2026-11-23 11:30", 60, "2026-11-23 13:30", id="over noon"),
        pytest.param(OVER_NOON, "2026-11-23 12:15", 30, "2026-11-23 13:30", id="raised at noon"),
        pytest.param(OVER_NOON, "2026-11-23 11:30", 30, "2026-11-23 12:00", id="due at noon"),
        pytest.param(NIGHTS, "2026-11-23 23:00", 120, "2026-11-24 01:00", id="past midnight"),
        pytest.param(NIGHTS, "2026-11-23 12:00", 480, "2026-11-24 06:00", id="one night shift"),
        pytest.param(ALWAYS, "2026-11-28 23:30", 60, "2026-11-29 00:30", id="day and night"),
        pytest.param(CHRISTMAS, "2026-12-24 16:30", 60, "2026-12-28 09:30", id="holiday"),
        pytest.param(CHRISTMAS, "2026-12-25 10:00", 60, "2026-12-28 10:00", id="on the holiday"),
        pytest.param(CHRISTMAS, "2026-12-31 16:59", 2, "2027-01-04 09:01", id="New Year"),
    ],
)
def test_so_much_working_time_later(calendar, begins, minutes, due):
    found = calendar.after(here(begins), timedelta(minutes=minutes))

    assert found == here(due)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("calendar", "start", "end", "minutes"),
    [
        pytest.param(OFFICE, "2026-11-23 08:00", "2026-11-23 18:00", 480, id="around a day"),
        pytest.param(OFFICE, "2026-11-23 10:00", "2026-11-23 10:00", 0, id="no time at all"),
        pytest.param(OFFICE, "2026-11-23 11:00", "2026-11-23 10:00", 0, id="the wrong way round"),
        pytest.param(OFFICE, "2026-11-27 17:00", "2026-11-30 09:00", 0, id="a weekend"),
        pytest.param(OFFICE, "2026-11-27 16:59", "2026-11-30 09:01", 2, id="around a weekend"),
        pytest.param(OVER_NOON, "2026-11-23 11:00", "2026-11-23 14:00", 120, id="over noon"),
        pytest.param(NIGHTS, "2026-11-23 20:00", "2026-11-24 08:00", 480, id="a night"),
        pytest.param(CHRISTMAS, "2026-12-24 09:00", "2026-12-28 17:00", 960, id="over Christmas"),
        pytest.param(NEVER, "2026-11-23 08:00", "2026-12-23 18:00", 0, id="nobody works"),
    ],
)
def test_working_time_between(calendar, start, end, minutes):
    assert calendar.working_time(here(start), here(end)) == timedelta(minutes=minutes)


SPRING, AUTUMN = "2026-03-29", "2026-10-25"


@pytest.mark.parametrize(
    ("spans", "day", "minutes"),
    [
        pytest.param([("00:00", "00:00")], SPRING, 23 * 60, id="the day has 23 hours"),
        pytest.param([("00:00", "00:00")], AUTUMN, 25 * 60, id="the day has 25 hours"),
        pytest.param([("01:00", "04:00")], SPRING, 120, id="over the missing hour"),
        pytest.param([("01:00", "04:00")], AUTUMN, 240, id="over the double hour"),
        pytest.param([("02:00", "03:00")], SPRING, 0, id="only the missing hour"),
        pytest.param([("02:15", "02:45")], SPRING, 0, id="within the missing hour"),
        pytest.param([("02:30", "05:00")], SPRING, 120, id="opens in the missing hour"),
        pytest.param([("01:00", "02:30")], SPRING, 60, id="closes in the missing hour"),
        pytest.param([("02:15", "02:45")], AUTUMN, 60, id="twice within the double hour"),
        pytest.param([("02:30", "05:00")], AUTUMN, 180, id="opens in the double hour"),
        pytest.param([("01:00", "02:30")], AUTUMN, 120, id="closes in the double hour"),
        pytest.param([("09:00", "17:00")], SPRING, 480, id="nobody notices by day"),
    ],
)
def test_the_nights_the_clocks_change(spans, day, minutes):
    calendar = Calendar.of(
        BERLIN, {6: [(time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans]}
    )
    start = here(f"{day} 00:00")

    found = calendar.working_time(start, start + timedelta(hours=25))

    assert found == timedelta(minutes=minutes)


def test_due_in_the_second_of_the_double_hours():
    due = ALWAYS.after(here("2026-10-25 01:30"), timedelta(minutes=90))

    assert due == here("2026-10-25 02:00", fold=1).astimezone(UTC)


def test_a_day_an_island_left_out():
    apia = ZoneInfo("Pacific/Apia")
    friday = Calendar.of(apia, {4: [(time(9), time(17))]})
    begins = datetime(2011, 12, 29, 18, tzinfo=apia)

    due = friday.after(begins, timedelta(hours=1))

    assert due == datetime(2012, 1, 6, 10, tzinfo=apia), "there was no 30 December 2011"


def test_everywhere_it_counts_by_the_calendar_s_own_clock():
    evening_in_lima = datetime(2026, 11, 23, 18, tzinfo=ZoneInfo("America/Lima"))

    assert OFFICE.after(evening_in_lima, timedelta(hours=1)) == here("2026-11-24 10:00")


@pytest.mark.parametrize(
    "calendar",
    [
        pytest.param(NEVER, id="no hours"),
        pytest.param(Calendar(BERLIN, ((Span(540, 540),),) * 7), id="hours of no length"),
        pytest.param(
            Calendar.of(
                BERLIN,
                {0: [(time(9), time(17))]},
                [date(2010, 1, 4) + timedelta(weeks=week) for week in range(2_000)],
            ),
            id="every day of work a holiday",
        ),
    ],
)
@pytest.mark.parametrize("ask", ["after", "before"])
def test_nothing_is_due_where_nobody_ever_works(calendar, ask):
    with pytest.raises(NoWorkingTime, match="Nobody ever works"):
        getattr(calendar, ask)(here("2026-11-23 10:00"), MINUTE)


def test_hours_that_overlap_count_once():
    calendar = Calendar.of(BERLIN, {0: [(time(9), time(12)), (time(11), time(13))]})

    start = here("2026-11-23 00:00")

    assert calendar.working_time(start, start + timedelta(days=1)) == timedelta(hours=4)


@pytest.mark.parametrize("hours", [(-1, 60), (60, 30), (0, 1441)])
def test_hours_no_day_has(hours):
    with pytest.raises(BadHours):
        Span(*hours)


def test_open_from_opening_until_just_before_closing():
    moments = ("2026-11-23 08:59:59", "2026-11-23 09:00", "2026-11-23 16:59", "2026-11-23 17:00")

    assert [OFFICE.is_open(here(at)) for at in moments] == [False, True, True, False]


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
SPANS = st.tuples(st.integers(0, 96), st.integers(0, 96)).map(
    lambda quarters: Span(min(quarters) * 15, max(quarters) * 15)
)
CALENDARS = st.builds(
    lambda zone, days, holidays: Calendar(
        ZoneInfo(zone),
        tuple(tuple(day) for day in days),
        frozenset(date(2026, 3, 27) + timedelta(days=each) for each in holidays),
    ),
    st.sampled_from(ZONES),
    st.lists(st.lists(SPANS, max_size=3), min_size=7, max_size=7),
    st.sets(st.integers(0, 10), max_size=3),
)
# The week in which the clocks change in Europe, or a fortnight in which Lord Howe's do by half an
# hour; New York's changed three weeks before.
MOMENTS = st.integers(0, 12 * 24 * 60).map(
    lambda minute: datetime(2026, 3, 27, tzinfo=UTC) + minute * MINUTE
)


def shows_work(calendar: Calendar, at: datetime) -> bool:
    """What the clock on the wall says in that minute."""
    wall = at.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    if wall.date() in calendar.holidays:
        return False
    return any(span.opens <= minute < span.closes for span in calendar.week[wall.weekday()])


def minutes_of_work(calendar: Calendar, start: datetime, end: datetime) -> int:
    return sum(
        shows_work(calendar, start + each * MINUTE) for each in range((end - start) // MINUTE)
    )


@settings(max_examples=80, deadline=None)
@given(calendar=CALENDARS, start=MOMENTS, length=st.integers(0, 4 * 24 * 60))
def test_it_counts_what_a_look_at_every_minute_counts(calendar, start, length):
    end = start + length * MINUTE

    found = calendar.working_time(start, end)

    assert found == minutes_of_work(calendar, start, end) * MINUTE


@settings(max_examples=80, deadline=None)
@given(calendar=CALENDARS, at=MOMENTS, minutes=st.integers(1, 1_500))
def test_the_due_moment_is_the_first_with_so_much_work_behind_it(calendar, at, minutes):
    if not calendar.has_work:
        return
    due = calendar.after(at, minutes * MINUTE)

    assert calendar.working_time(at, due) == minutes * MINUTE
    assert calendar.working_time(at, due - MINUTE) == (minutes - 1) * MINUTE
    assert shows_work(calendar, due - MINUTE)


@settings(max_examples=80, deadline=None)
@given(calendar=CALENDARS, at=MOMENTS, minutes=st.integers(1, 1_500))
def test_counting_back_comes_to_the_last_such_moment(calendar, at, minutes):
    if not calendar.has_work:
        return
    begins = calendar.before(at, minutes * MINUTE)

    assert calendar.working_time(begins, at) == minutes * MINUTE
    assert calendar.working_time(begins + MINUTE, at) == (minutes - 1) * MINUTE
