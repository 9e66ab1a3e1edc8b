"""When a step is due where its reader lives."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from portal.deadlines.local_days import zone_named
from portal.followups import arms, placeholders
from portal.followups.due_times import due_at
from portal.followups.spec import Step
from portal.promises.standard import calendar

BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = calendar(BERLIN)


def step(days, at, *, working_days=False):
    return Step(name="x", after_days=days, working_days=working_days, at=at, letters={})


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def due(step, since):
    return due_at(step, since, BERLIN, HOUSE)


def test_35_a_time_that_the_clocks_leave_out_is_an_hour_on():
    assert due(step(1, time(2, 30)), utc(2027, 3, 27, 9)) == utc(2027, 3, 28, 1, 30)


def test_35_a_time_that_comes_twice_is_the_first():
    assert due(step(1, time(2, 30)), utc(2026, 10, 24, 9)) == utc(2026, 10, 25, 0, 30)


def test_36_ten_in_the_morning_stays_ten_when_the_clocks_change():
    ten = due(step(14, time(10)), utc(2026, 10, 20, 8))

    assert ten == utc(2026, 11, 3, 9)
    assert ten.astimezone(BERLIN).hour == 10


@pytest.mark.parametrize("name", [None, "", "Nowhere/Land", "../etc/passwd"])
def test_36_an_unknown_zone_is_the_shops_and_says_so(name):
    assert zone_named(name, "Europe/Berlin") == (BERLIN, True)


def test_a_known_zone_is_no_guess():
    assert zone_named("Asia/Tokyo", "Europe/Berlin") == (ZoneInfo("Asia/Tokyo"), False)


def test_working_days_leave_the_weekend_out():
    friday = utc(2026, 11, 20, 12)

    assert due(step(2, time(10), working_days=True), friday) == utc(2026, 11, 24, 9)
    assert due_at(
        step(0, time(10), working_days=True), utc(2026, 11, 21, 12), BERLIN, HOUSE
    ) == utc(2026, 11, 23, 9)


def test_days_before_are_before():
    assert due(step(-30, time(10)), utc(2026, 12, 31, 12)) == utc(2026, 12, 1, 9)


def test_an_arm_can_be_recomputed_and_is_about_the_share():
    held = [arms.is_held_back(arms.place_of("check-in", str(n)), 10) for n in range(5000)]

    assert arms.place_of("check-in", "10001") == arms.place_of("check-in", "10001")
    assert 400 < sum(held) < 600
    assert not any(arms.is_held_back(arms.place_of("x", str(n)), 0) for n in range(100))


def test_placeholders_are_facts_with_fallbacks_and_nothing_runs():
    values = {"first_name": "((product))", "product": None}

    assert placeholders.fill("Hello ((first_name|you))", values) == "Hello ((product))"
    assert placeholders.fill("((product|it))", values) == "it"
    with pytest.raises(placeholders.ValueMissing, match="product"):
        placeholders.fill("((product))", values)
    assert placeholders.fill("{{ 7 * 7 }} {% x %}", values) == "{{ 7 * 7 }} {% x %}"


@pytest.mark.parametrize(
    "text", ["((tier))", "((first_name", "first_name))", "((first_name.upper()))", "(( ))"]
)
def test_what_is_no_placeholder_is_refused(text):
    assert placeholders.troubles(text)
