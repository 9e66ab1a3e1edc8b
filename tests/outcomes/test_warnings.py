"""Which options warn: more than chance, however many of them are looked at."""

import random

import pytest

from portal.outcomes.warnings import options, parts_of


def test_an_option_that_goes_wrong_more_often_warns():
    found = options(
        {("City 8", "belt"): 60, ("City 8", "chain"): 140},
        {("City 8", "belt"): 15, ("City 8", "chain"): 7},
        {"City 8": (200, 22)},
    )

    assert [(each.name, each.verdict) for each in found] == [("belt", "warning"),
                                                             ("chain", "chance")]  # fmt: skip
    assert (found[0].with_it.right, found[0].without.right) == (15, 7)


def test_few_answers_say_how_many_are_missing():
    (found,) = options({("Tourer", "ochre"): 4}, {("Tourer", "ochre"): 4}, {"Tourer": (30, 4)})

    assert (found.verdict, found.more_answers) == ("few", 16)


def test_an_option_that_every_build_has_says_nothing_about_itself():
    (found,) = options({("Tourer", "bell"): 90}, {("Tourer", "bell"): 9}, {"Tourer": (90, 9)})

    assert (found.verdict, found.without.count) == ("few", 0)


def test_of_many_harmless_options_hardly_any_warns():
    """Sixty reports on forty options without a fault: one in twenty may be wrong about any."""
    chance, wrong = random.Random(1935), 0
    for _ in range(60):
        answered = {("Bike", f"o{n}"): 40 for n in range(40)}
        bad = {key: sum(chance.random() < 0.1 for _ in range(40)) for key in answered}
        found = options(answered, bad, {"Bike": (1600, sum(bad.values()))})
        wrong += any(each.verdict == "warning" for each in found)

    assert wrong <= 6


@pytest.mark.parametrize(
    ("build", "parts"),
    [
        ("8-speed hub, disc brakes, belt", ["8-speed hub", "disc brakes", "belt"]),
        ("2 × belt, blue", ["belt", "blue"]),
        ("steel 54 cm, 3 × 9 gears", ["steel 54 cm", "3 × 9 gears"]),
        ("belt, belt, a very long na…", ["belt"]),
        ("", []),
    ],
)
def test_the_options_stand_in_the_line_of_the_order(build, parts):
    assert parts_of(build) == parts
