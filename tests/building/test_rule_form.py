"""Rules as forms: each rule of the demo models comes out of its form as it went in."""

from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from portal.building import rule_sentences
from portal.building.rule_filling import filled, says_the_same, with_blanks
from portal.building.rule_form import RuleForm, entered, says
from portal.configurator import files
from tests.building.models import BIKE

MODELS = sorted((Path(files.__file__).parents[1] / "demo" / "models").glob("*.toml"))


def sent(fields, lines):
    """What a browser sends of the form."""
    pairs = [(name, value) for name, value in fields.items()]
    for part, rows in lines.lines.items():
        pairs.append((f"{part}-join", lines.joins.get(part, "all")))
        for number, line in enumerate(rows):
            name = f"{part}-{number}"
            pairs += [(f"{name}-group", line.group), (f"{name}-was", line.group)]
            pairs += [(f"{name}-sign", line.sign)]
            pairs += [(f"{name}-option", option) for option in line.options]
    pairs += [(f"column-{number}", each) for number, each in enumerate(lines.columns)]
    return MultiDict(pairs)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_rule_comes_out_of_its_form_as_it_went_in(app, path):
    model = files.read(path.read_text("utf-8"))
    with app.test_request_context(method="POST"):
        for rule in model.rules:
            fields, lines = filled(rule)
            form = sent(fields, with_blanks(lines))
            made = says(model, RuleForm(form), entered(form))
            assert made == rule.says or says_the_same(rule, RuleForm(form), entered(form)), rule.id
            assert rule_sentences.sentence(model, rule)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"kind": "then"}, "Say when the rule counts"),
        ({"kind": "then", "when-0-group": "frame"}, "Say which of Frame"),
        ({"kind": "then", "when-0-group": "gone", "when-0-option": "x"}, "no group “gone”"),
        ({"kind": "then", "when-0-group": "frame", "when-0-option": "gone"}, "Frame has no “gone”"),
        ({"kind": "never", "never-0-group": "frame", "never-0-option": "steel"}, "at least two"),
        ({"kind": "count", "count-0-group": "frame", "count-0-option": "steel"}, "Say how many"),
        ({"kind": "count", "count-0-group": "frame", "count-0-option": "steel", "at_least": "2"},
         "Only 1 options are counted"),
        ({"kind": "count", "count-0-group": "frame", "count-0-option": "steel", "at_most": "x"},
         "Write a whole number"),
        ({"kind": "total"}, "No option has an amount yet"),
        ({"kind": "table"}, "Choose the groups of the table"),
        ({"kind": "table", "column-0": "frame", "column-1": "frame"}, "Choose each group once"),
        ({"kind": "table", "column-0": "frame", "column-1": "tyres", "rows": "steel"},
         "Row 1 has 1 cells, not 2"),
        ({"kind": "table", "column-0": "frame", "column-1": "tyres", "rows": "Steel | 99"},
         "Row 1: Tyres has no “99”"),
        ({"kind": "words", "when_words": "frame =", "then_words": "x"}, "an option"),
        ({"kind": "then", "when-0-group": "bags", "when-0-sign": ">=", "when-0-number": "many"},
         "Give one number for"),
        ({"kind": "then", "when-0-group": "frame", "when-0-sign": ">=", "when-0-option": "steel"},
         "Frame is not a number"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(app, typed, why):
    form = MultiDict(typed)
    with app.test_request_context(method="POST"):
        fields, lines = RuleForm(form), entered(form)
        assert says(files.read(BIKE), fields, lines) is None
        said = [*lines.wrong, *(text for field in fields for text in field.errors)]
    assert any(why in each for each in said), said


def test_a_table_takes_names_as_well(app):
    form = MultiDict({"kind": "table", "column-0": "frame", "column-1": "tyres",
                      "rows": "Steel | 36 mm, 45\nsteel, titanium | *"})  # fmt: skip
    with app.test_request_context(method="POST"):
        table = says(files.read(BIKE), RuleForm(form), entered(form))
    assert table.rows == ((("steel",), ("36", "45")), (("steel", "titanium"), ("*",)))
