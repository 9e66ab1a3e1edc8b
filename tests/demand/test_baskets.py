"""What is bought together, told apart from what only happens to be."""

import pytest

from portal.demand.baskets import pairs


def baskets(both=0, one=0, other=0, neither=0):
    return [["rack", "bags"]] * both + [["rack"]] * one + [["bags"]] * other + [["bell"]] * neither


def test_support_and_lift_are_what_their_definitions_say():
    (pair,) = [
        each for each in pairs(baskets(20, 10, 5, 65)) if "bell" not in (each.one, each.other)
    ]

    assert (pair.both, pair.ones + pair.others, pair.of) == (20, 55, 100)
    assert pair.support == 0.2
    assert pair.lift == pytest.approx(0.2 / (0.30 * 0.25))
    assert pair.is_enough and pair.is_more_than_chance


def test_nine_are_too_few_to_tell():
    (pair,) = pairs(baskets(9, 0, 0, 91))

    assert not pair.is_enough


def test_what_has_nothing_to_do_with_each_other_could_be_chance():
    (pair,) = [each for each in pairs(baskets(25, 25, 25, 25)) if each.both == 25]

    assert pair.lift == 1
    assert not pair.is_more_than_chance


def test_what_is_in_every_basket_goes_with_nothing():
    assert pairs([["frame", "a"], ["frame", "b"], ["frame", "a", "b"]])[0].both == 1
    assert all("frame" not in (each.one, each.other) for each in pairs([["frame", "a"]] * 20))


def test_no_basket_has_no_pairs():
    assert pairs([]) == []


def test_those_with_enough_stand_before_those_with_few():
    found = pairs(baskets(12, 3, 3, 50) + [["x", "y"]] * 3)

    assert [each.is_enough for each in found] == [True, False]
