from datetime import UTC, timedelta, timezone

import pytest

from portal import clock
from tests.make import MONDAY


def test_it_tells_the_time_in_utc():
    assert clock.now().tzinfo is UTC


def test_it_can_be_stopped_and_goes_on_afterwards():
    with clock.stopped_at(MONDAY):
        with clock.stopped_at(MONDAY + timedelta(days=1)):
            assert clock.now() == MONDAY + timedelta(days=1)
        assert clock.now() == clock.now() == MONDAY

    assert clock.now() != MONDAY


def test_it_goes_on_after_an_error():
    with pytest.raises(ZeroDivisionError), clock.stopped_at(MONDAY):
        raise ZeroDivisionError

    assert clock.now() != MONDAY


def test_a_stopped_clock_shows_utc_whatever_the_zone_of_the_moment():
    with clock.stopped_at(MONDAY.astimezone(timezone(timedelta(hours=9)))):
        assert clock.now().utcoffset() == timedelta(0)
