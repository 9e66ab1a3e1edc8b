"""What went wrong in other configurators."""

import pytest

from portal.configurator import completing, explaining, repairing
from portal.configurator.faults import NoBuild, UnknownPick
from portal.configurator.model import Pick
from tests.configurator.make import multi, number, product, rule, single

pytestmark = pytest.mark.one_database


def fitting(compiled, choices=()):
    return {
        pick for pick, offer in compiled.domains(compiled.choices(choices)).items() if offer.fits
    }


def test_two_by_two_with_two_excludes_leaves_both_builds_reachable():
    compiled = product(
        single("colour", "red", "blue"),
        single("size", "small", "large"),
        rules=[
            rule("no-large-red", not_together=["colour = red", "size = large"]),
            rule("no-small-blue", not_together=["colour = blue", "size = small"]),
        ],
    )

    assert compiled.count(()) == 2
    assert fitting(compiled) == {
        ("colour", "red"), ("colour", "blue"), ("size", "small"), ("size", "large"),
    }  # fmt: skip
    assert fitting(compiled, [("colour", "red")]) >= {("size", "small"), ("colour", "red")}
    assert ("size", "large") not in fitting(compiled, [("colour", "red")])


def test_ten_groups_of_ten_are_not_enumerated():
    groups = [single(f"g{number}", *(f"o{each}" for each in range(10))) for number in range(10)]

    compiled = product(*groups)

    assert compiled.count(()) == 10**10
    assert compiled.engine.graph.edges < 200


def test_an_option_that_no_rule_mentions_can_always_be_chosen():
    compiled = product(
        single("drive", "chain", "belt"),
        single("gears", "derailleur", "hub"),
        single("bell", "brass", "steel"),
        rules=[rule("belt-hub", when="drive = belt", then="gears = hub")],
    )

    offers = compiled.domains(compiled.choices([("drive", "belt")]))

    assert offers[Pick("bell", "brass")].fits and offers[Pick("bell", "steel")].fits
    assert not offers[Pick("gears", "derailleur")].fits


def test_the_order_of_choices_changes_nothing():
    compiled = product(
        single("a", "x", "y", "z"),
        single("b", "x", "y", "z"),
        rules=[rule("same", groups=["a", "b"], allow=[["x", "x"], ["y", "y"], ["z", ["x", "z"]]])],
    )

    one = compiled.choices([("a", "z"), ("b", "x")])
    other = compiled.choices([("b", "x"), ("a", "z")])

    assert one == other


def test_forged_choices_are_refused_by_name():
    compiled = product(single("colour", "red", "blue"), multi("extras", "bell"))

    for forged in (("colour", "green"), ("price", "0"), ("extras", "!gold"), ("", "")):
        with pytest.raises(UnknownPick):
            compiled.choices([forged])
    with pytest.raises(UnknownPick, match="once"):
        compiled.choices([("colour", "red"), ("colour", "blue")])
    assert compiled.choices([("colour", "red"), ("colour", "red")]) == (("colour", "red"),)


def test_choices_that_do_not_fit_together_are_said_to_and_can_be_repaired():
    compiled = product(
        single("colour", "red", "blue"),
        single("size", "small", "large"),
        rules=[rule("no-large-red", not_together=["colour = red", "size = large"])],
    )
    choices = compiled.choices([("colour", "red"), ("size", "large")])

    with pytest.raises(NoBuild):
        compiled.domains(choices)
    conflict = explaining.explain(compiled, choices, Pick("size", "large"))
    assert [each.id for each in conflict.rules] == ["no-large-red"]
    (repair, *_) = repairing.repairs(compiled, choices, Pick("size", "large"))
    assert (repair.changes[0].now, repair.price) == (Pick("colour", "blue"), None)


def test_being_without_something_can_be_chosen_too():
    compiled = product(
        multi("extras", "rack", "panniers"),
        rules=[rule("panniers", when="extras = panniers", then="extras = rack")],
    )

    offers = compiled.domains(compiled.choices([("extras", "!rack")]))

    assert not offers[Pick("extras", "panniers")].fits
    assert completing.cheapest(compiled, compiled.choices([("extras", "panniers")])).picks == (
        ("extras", "rack"), ("extras", "panniers"),
    )  # fmt: skip


def test_a_number_is_compared_and_priced():
    compiled = product(
        number("seats", 2, 9, price=100, days=3),
        single("length", "short", "long"),
        rules=[rule("long", when="seats > 5", then="length = long")],
        price=1000,
    )

    offers = compiled.domains(compiled.choices([("length", "short")]))

    assert [offers[Pick("seats", str(each))].fits for each in (2, 5, 6, 9)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert offers[Pick("seats", "9")].best.minor == 1900
    assert compiled.prices_and_days(()).least.minor == 1200


def test_nothing_to_choose_is_still_a_build():
    compiled = product(single("colour", "red"), price=500)

    assert compiled.count(()) == 1
    assert completing.cheapest(compiled).picks == (("colour", "red"),)
    assert compiled.domains(())[Pick("colour", "red")].fits


def test_the_change_of_a_price_compiles_nothing_again():
    cheap = product(single("colour", "red", "blue"), price=500)
    dear = product(single("colour", "red", "blue"), price=900)

    assert cheap.version == dear.version
    assert cheap.prices_and_days(()).least.minor == 500
    assert dear.prices_and_days(()).least.minor == 900
