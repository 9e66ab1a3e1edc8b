"""Will it be late: what is due before it, against how fast such work was done lately."""

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.deadlines.forecasting import FEWEST, Pace, foresee, pace_of
from portal.promises import standard
from tests.make import MONDAY

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALENDAR = standard.calendar(ZoneInfo("Europe/Amsterdam"))
"""Monday to Friday, 9:00 to 17:30; MONDAY is nine o'clock."""


def pace(waits, answers=10, until=MONDAY + 8 * HOUR):
    return pace_of(waits, answers=answers, calendar=CALENDAR, since=MONDAY, until=until)


def outlook(due_at, *, ahead=0, each=HOUR, now=MONDAY):
    return foresee(due_at, ahead=ahead, pace=Pace(10, 10 * each), calendar=CALENDAR, now=now)


def test_hours_in_which_nothing_waited_do_not_make_anybody_slow():
    waits = [(MONDAY, MONDAY + HOUR), (MONDAY + 6 * HOUR, MONDAY + 7 * HOUR)]

    assert pace(waits, answers=4) == Pace(4, 2 * HOUR)
    assert pace(waits, answers=4).each == 30 * MINUTE


def test_two_that_wait_at_the_same_time_wait_one_time():
    waits = [(MONDAY, MONDAY + 2 * HOUR), (MONDAY + HOUR, MONDAY + 3 * HOUR)]

    assert pace(waits).busy == 3 * HOUR


def test_what_waited_before_and_goes_on_waiting_counts_inside_the_window():
    waits = [(MONDAY - DAY, MONDAY + HOUR), (MONDAY + 7 * HOUR, MONDAY + 20 * HOUR)]

    assert pace(waits).busy == 2 * HOUR


def test_nights_do_not_count():
    waits = [(MONDAY + 8 * HOUR, MONDAY + DAY)]

    assert pace(waits, until=MONDAY + 2 * DAY).busy == 30 * MINUTE


def test_nothing_waited_and_nobody_answered():
    nothing = pace([], answers=0)

    assert (nothing.busy, nothing.each, nothing.is_enough) == (timedelta(), timedelta(), False)


@pytest.mark.parametrize("answers", [FEWEST - 1, FEWEST])
def test_a_few_answers_say_nothing(answers):
    assert Pace(answers, HOUR).is_enough is (answers >= FEWEST)


def test_as_many_before_it_as_there_is_time_for_is_in_time():
    fits = outlook(MONDAY + 4 * HOUR, ahead=3)
    too_many = outlook(MONDAY + 4 * HOUR, ahead=4)

    assert (fits.needs, fits.left, fits.is_late) == (4 * HOUR, 4 * HOUR, False)
    assert (too_many.needs, too_many.is_late) == (5 * HOUR, True)


def test_a_night_leaves_no_time():
    evening = MONDAY + 8 * HOUR

    tomorrow = outlook(MONDAY + DAY + HOUR, ahead=1, now=evening)

    assert tomorrow.left == 90 * MINUTE
    assert tomorrow.is_late


def test_what_is_late_already_has_no_time_left():
    assert outlook(MONDAY - HOUR).left == timedelta()


def test_on_a_desk_that_works_first_things_first_it_is_right_more_often_than_not():
    """A month of one colleague, busier than they can be now and then; every promise is looked at
    two working hours before it is due."""
    dice = random.Random(41)
    asked, arrives = [], MONDAY
    for _ in range(400):
        arrives = CALENDAR.after(arrives, dice.expovariate(1 / 34) * MINUTE)
        asked.append((arrives, CALENDAR.after(arrives, 4 * HOUR)))
    answered, free_at = [], MONDAY
    for began, _due in asked:
        free_at = CALENDAR.after(max(free_at, began), dice.uniform(20, 50) * MINUTE)
        answered.append(free_at)

    right = {True: 0, False: 0}
    wrong = {True: 0, False: 0}
    for at, (_began, due) in enumerate(asked):
        now = CALENDAR.before(due, 2 * HOUR)
        if answered[at] <= now or now < MONDAY + 5 * DAY:
            continue
        since = CALENDAR.before(now, 40 * HOUR)
        waits = [
            (began, min(ended, now))
            for (began, _), ended in zip(asked, answered, strict=True)
            if began < now and ended > since
        ]
        given = sum(since < ended <= now for ended in answered)
        ahead = sum(
            began < now < ended and other < due
            for (began, other), ended in zip(asked, answered, strict=True)
        )
        lately = pace_of(waits, answers=given, calendar=CALENDAR, since=since, until=now)
        found = foresee(due, ahead=ahead, pace=lately, calendar=CALENDAR, now=now)
        was_late = answered[at] > due
        (right if found.is_late == was_late else wrong)[found.is_late] += 1

    of_late, of_kept = right[True] + wrong[True], right[False] + wrong[False]
    assert of_late > 30
    assert right[True] / of_late > 0.8
    assert right[False] / of_kept > 0.8
