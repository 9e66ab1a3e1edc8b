"""What counts can say. Against values from statistics tables and textbooks."""

import random

import pytest

from portal.figures import (
    Share,
    bucket_of,
    chance_of_so_many,
    differ,
    seconds_below,
    wilson,
)
from portal.team.topics import rising


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (8, 10, 0.490, 0.943),
        (93, 100, 0.8625, 0.9657),
    ],
)
def test_wilson_as_in_the_books(right, count, low, high):
    assert wilson(right, count) == pytest.approx((low, high), abs=5e-4)


def test_the_interval_holds_what_it_says():
    drawn = random.Random(1)
    inside = 0
    for _ in range(4000):
        share = drawn.uniform(0.05, 0.95)
        low, high = wilson(sum(drawn.random() < share for _ in range(40)), 40)
        inside += low <= share <= high
    assert 0.94 < inside / 4000 < 0.96


def test_few_are_too_few_to_tell():
    assert differ(Share(1, 2), Share(90, 100)) is None
    assert differ(Share(50, 100), Share(90, 100)) is True
    assert differ(Share(85, 100), Share(90, 100)) is False


@pytest.mark.parametrize(
    ("found", "of", "share", "chance"),
    [(0, 10, 0.5, 1.0), (10, 10, 0.5, 1 / 1024), (8, 10, 0.5, 56 / 1024), (3, 3, 0.0, 0.0)],
)
def test_the_exact_chance(found, of, share, chance):
    assert chance_of_so_many(found, of, share) == pytest.approx(chance)


def test_a_median_of_buckets_is_right_to_a_tenth():
    drawn = random.Random(2)
    times = sorted(drawn.lognormvariate(9, 1.5) for _ in range(5001))
    buckets = {}
    for time in times:
        buckets[bucket_of(time)] = buckets.get(bucket_of(time), 0) + 1

    assert seconds_below(buckets, 0.5) == pytest.approx(times[2500], rel=0.1)
    assert seconds_below(buckets, 0.9) == pytest.approx(times[4500], rel=0.1)
    assert seconds_below({}, 0.5) is None
    assert [bucket_of(seconds) for seconds in (0, 60, 61, 66, 67)] == [0, 0, 1, 1, 2]


def verdicts(now, before, came=100, came_before=800):
    found = rising(now, before, came=came, came_before=came_before)
    return {topic.word: topic.verdict for topic in found}


def test_a_topic_that_doubles_from_little_may_be_chance():
    said = verdicts({"brakes": 30, "paint": 8, "bell": 2}, {"brakes": 40, "paint": 35, "bell": 1})

    assert said == {"brakes": "rising", "paint": "chance", "bell": "few"}


def test_when_all_of_it_doubles_no_topic_rises():
    assert verdicts({"brakes": 40}, {"brakes": 160}, came=200, came_before=800) == {
        "brakes": "chance"
    }


def test_in_the_first_weeks_it_is_too_early():
    assert verdicts({"brakes": 40}, {}, came=40, came_before=10) == {"brakes": "few"}


def test_of_many_topics_hardly_any_rises_by_chance():
    drawn = random.Random(3)
    false_alarms = 0
    for _ in range(200):
        counts = [drawn.choices(range(20), k=size) for size in (100, 800)]
        now, before = ({str(word): each.count(word) for word in range(20)} for each in counts)
        false_alarms += "rising" in verdicts(now, before).values()
    assert false_alarms <= 20
