"""Model files: what is refused, and how it is said."""

import json

import pytest

from portal.configurator import files, publishing
from portal.configurator.faults import Unsound
from portal.configurator.reading import read_model
from tests.configurator.make import multi, number, rule, single, tree

pytestmark = pytest.mark.one_database
TWO = single("colour", "red", "blue"), single("size", "small", "large")


def faults(what):
    with pytest.raises(Unsound) as caught:
        files.read(what) if isinstance(what, str | bytes) else read_model(what)
    return " | ".join(caught.value.faults)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (rule("r", when="colour = green", then="size = small"), "“green” is not an option"),
        (rule("r", when="shape = round", then="size = small"), "there is no group “shape”"),
        (rule("r", when="colour =", then="size = small"), "an option is expected at the end"),
        (rule("r", when="colour = red and (size = small", then="size = small"), "not closed"),
        (rule("r", when="(" * 60 + "colour = red" + ")" * 60, then="size = small"), "nested"),
        (rule("r", when="colour < 3", then="size = small"), "not a number group"),
        (rule("r", when="colour = red"), "then is missing"),
        (rule("r", groups=["colour", "size"], allow=[["red"]]), "does not have 2 cells"),
        (rule("r", groups=["colour", "colour"], allow=[]), "different single or number"),
        (rule("r", groups=["colour", "size"], allow=[["red", "huge"]]), "“huge” is not an option"),
        (rule("r", total="watts", at_most=5), "no option has an amount “watts”"),
        (rule("r", count=["colour = red"], at_most="many"), "must be a whole number"),
        (rule("r", count=["colour = red"]), "needs at_least or at_most"),
        (rule("r", count=["colour != red"], at_most=1), "is not an option such as"),
        (rule("r"), "needs exactly one of"),
        (rule("r", when="colour = red", total="x", at_most=1), "needs exactly one of"),
        (rule("r", not_together=["colour = red"]), "at least two"),
        ({"id": "r", "when": "colour = red", "then": "size = small"}, "because is missing"),
        (
            rule("r", when="colour = red", then="size = small", becuase="x"),
            "“becuase” is not known",
        ),
    ],
)
def test_a_wrong_rule_is_named_with_what_is_wrong(wrong, said):
    found = faults(tree(*TWO, rules=[wrong]))

    assert "rule “r”" in found and said in found


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (single("colour"), "has no options"),
        (single("colour", "red", "red"), "option “red” is there twice"),
        (single("colour", "Red Paint"), "id “Red Paint”"),
        (single("or", "red"), "id “or”"),
        (multi("extras", "bell") | {"none": "No"}, "only a single group has “none”"),
        (single("colour", "red") | {"kind": "radio"}, "kind “radio”"),
        (number("seats", 5, 2), "low 5 is above high 2"),
        (number("seats", 0, 90_000), "more than 1000 numbers"),
        (number("seats", -3, 2), "must be between 0"),
        (single("colour", *(f"o{each}" for each in range(10_000))), "more than 1000 options"),
        (single("colour", "red") | {"options": "red"}, "options must be a list"),
        (
            {"id": "c", "label": "C", "options": [{"id": "a", "label": "A", "price": 10**15}]},
            "price must be between",
        ),
        (
            {"id": "c", "label": "C", "options": [{"id": "a", "label": "A", "price": 1.5}]},
            "price must be a whole number",
        ),
        (
            {"id": "c", "label": "C", "options": [{"id": "a", "label": "A", "hex": "javascript:"}]},
            "is not a colour",
        ),
    ],
)
def test_a_wrong_group_is_named_with_what_is_wrong(group, said):
    assert said in faults(tree(group))


@pytest.mark.parametrize(
    "text",
    ["", "[[groups]", "\x00", b"\xff\xfe", "[" * 100_000, '{"a": ' * 50_000, "{}", "[]", "id = 3"],
)
def test_what_is_no_model_at_all_is_refused(text):
    assert faults(text)


def test_ten_thousand_options_in_all_are_refused():
    groups = [single(f"g{n}", *(f"o{each}" for each in range(1000))) for n in range(10)]

    assert "more than 5000 options" in faults(tree(*groups))


def test_ids_are_used_once():
    same = rule("r", when="colour = red", then="size = small")

    assert "rule “r”: the id is used twice" in faults(tree(*TWO, rules=[same, same]))
    assert "group “colour”: the id is used twice" in faults(tree(TWO[0], TWO[0]))


def test_prices_that_would_overflow_together_are_refused():
    dear = [
        {"id": f"g{n}", "label": "G", "options": [{"id": "a", "label": "A", "price": 10**9}]}
        for n in range(100)
    ]

    assert "prices together are too large" in faults(tree(*dear))


def test_amounts_too_fine_to_add_up_name_their_rule():
    rows = [
        {
            "id": f"g{n}",
            "label": "G",
            "options": [
                {
                    "id": f"o{m}",
                    "label": "O",
                    "amounts": {"grams": (7919 * n + m * m) ** 3 % 999_983},
                }
                for m in range(8)
            ],
        }
        for n in range(1, 16)
    ]

    with pytest.raises(Unsound, match="rule “heavy”"):
        publishing.compiled(
            read_model(tree(*rows, rules=[rule("heavy", total="grams", at_most=5_000_000)]))
        )


def test_json_and_toml_say_the_same():
    what = tree(*TWO, rules=[rule("r", when="colour = red", then="size = small")])

    model = files.read(json.dumps(what))

    assert files.read(files.write(model)) == model
    assert files.read(files.write(model).replace("\n", "\r\n").encode("utf-8-sig")) == model
