from datetime import UTC, datetime

import pytest

from portal.home.greeting import greeting, lede


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (5, "Good morning, Ana"),
        (11, "Good morning, Ana"),
        (12, "Good afternoon, Ana"),
        (18, "Good evening, Ana"),
        (2, "Good evening, Ana"),
    ],
)
def test_the_greeting_goes_by_the_time_of_day(hour, said):
    assert greeting("Ana", datetime(2026, 11, 23, hour, 30, tzinfo=UTC)) == said


def test_who_has_no_name_is_greeted_too():
    assert greeting("", datetime(2026, 11, 23, 9, tzinfo=UTC)) == "Good morning"


def test_it_ends_with_whether_anything_waits():
    assert lede(["Your Tourer is on time."], waits=True) == (
        "Your Tourer is on time. One thing is waiting for you."
    )
    assert lede([], waits=False) == "Nothing is waiting for you."
