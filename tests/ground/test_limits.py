"""How often something may happen, however many processes it happens in."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock, limits
from portal.database import session
from portal.limits import Limit
from tests.make import MONDAY

MINUTE = timedelta(minutes=1)


def go(key: str = "door") -> bool:
    return limits.allows(key, times=3, per=MINUTE)


@pytest.fixture(autouse=True)
def monday(app):
    with clock.stopped_at(MONDAY):
        yield


def test_so_many_and_not_one_more():
    assert [go() for _ in range(5)] == [True, True, True, False, False]


def test_one_more_after_its_share_of_the_time():
    for _ in range(3):
        go()

    with clock.stopped_at(MONDAY + timedelta(seconds=19)):
        assert not go()
    with clock.stopped_at(MONDAY + timedelta(seconds=20)):
        assert [go(), go()] == [True, False]


def test_all_of_them_again_after_the_whole_time_and_no_more_saved_up():
    for _ in range(3):
        go()

    with clock.stopped_at(MONDAY + 10 * MINUTE):
        assert [go() for _ in range(4)] == [True, True, True, False]


def test_a_refused_go_costs_nothing():
    for _ in range(10):
        go()

    with clock.stopped_at(MONDAY + timedelta(seconds=20)):
        assert go()


def test_each_key_counts_for_itself():
    for _ in range(3):
        go("front door")

    assert (go("front door"), go("back door")) == (False, True)


def test_what_is_forgiven_is_forgotten():
    for _ in range(3):
        go()

    limits.forgive("door")

    assert go()


def test_past_limits_are_swept_away():
    go()

    with clock.stopped_at(MONDAY + MINUTE):
        assert limits.forget_past_limits() == 1
    assert session.scalars(sa.select(Limit)).all() == []


def test_sixteen_processes_at_once_share_three_goes(race):
    assert sorted(race(go, 16)) == [False] * 13 + [True] * 3
