"""What the checker finds, and which rule it names."""

from pathlib import Path

import pytest

from portal.configurator import checking, files, publishing
from portal.configurator.checking import Fault
from tests.configurator.make import product, rule, single

pytestmark = pytest.mark.one_database
MODELS = sorted((Path(files.__file__).parents[1] / "demo" / "models").glob("*.toml"))


def found(*groups, **more):
    return {(each.fault, each.rules) for each in checking.check(product(*groups, **more))}


def test_rules_that_contradict_each_other_are_named_and_no_others():
    (finding,) = checking.check(
        product(
            single("colour", "red", "blue"),
            single("size", "small", "large"),
            rules=[
                rule("red-only", when="size in (small, large)", then="colour = red"),
                rule("fine", when="colour = blue", then="size = small"),
                rule("never-red", when="colour = red", then="size = small and size = large"),
            ],
        )
    )

    assert finding.prevents_publishing
    assert finding.rules == ("red-only", "never-red")


def test_dead_and_forced_options_are_found_with_the_rule_that_causes_them():
    findings = found(
        single("colour", "red", "blue"),
        rules=[rule("no-blue", when="colour = blue", then="colour = red")],
    )

    assert (Fault.DEAD, ("no-blue",)) in findings
    assert (Fault.ALWAYS, ()) in findings


def test_a_rule_that_others_already_say_is_redundant():
    findings = found(
        single("a", "x", "y"),
        single("b", "x", "y"),
        single("c", "x", "y"),
        rules=[
            rule("ab", when="a = x", then="b = x"),
            rule("bc", when="b = x", then="c = x"),
            rule("ac", when="a = x", then="c = x"),
        ],
    )

    assert findings == {(Fault.REDUNDANT, ("ac",))}


def test_a_price_that_nobody_can_ever_pay_is_found():
    findings = checking.check(
        product(
            single("a", "x", "y"),
            single("b", "x", "y"),
            rules=[rule("apart", not_together=["a = x", "b = x"])],
            terms=[{"id": "both", "label": "Both", "when": "a = x and b = x", "amount": -5}],
        )
    )

    assert [each.fault for each in findings] == [Fault.UNREACHABLE]
    assert "Both" in findings[0].text


def test_options_that_require_each_other_in_a_circle_are_pointed_out():
    findings = found(
        single("a", "x", "y"),
        single("b", "x", "y"),
        rules=[
            rule("ab", when="a = x", then="b = x"),
            rule("ba", when="b = x", then="a = x"),
        ],
    )

    assert findings == {(Fault.CIRCLE, ("ab", "ba"))}


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_models_shown_to_customers_are_sound_files(path):
    model = files.read(path.read_bytes())

    assert files.read(files.write(model)) == model
    assert all(rule.because.endswith(".") for rule in model.rules)


def test_the_bicycle_shown_to_customers_has_no_findings():
    model = files.read(next(path for path in MODELS if path.stem == "tourer").read_bytes())

    assert checking.check(publishing.compiled(model)) == []
