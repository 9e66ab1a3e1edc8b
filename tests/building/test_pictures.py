"""Drawings in layers: what is shown, and what may not be in them."""

import pytest

from portal.building.pictures import Picture, Unsafe
from portal.configurator import files
from portal.configurator.conditions import mentioned
from portal.demo.building import FOLDER, MODELS
from tests.building.models import BIKE, PICTURE

MODEL = files.read(BIKE)


def test_a_layer_is_shown_while_its_condition_holds():
    picture = Picture.read(PICTURE)

    assert "circle" not in picture.drawn(MODEL, {"guards": {"none"}, "colour": {"red"}})
    drawn = picture.drawn(MODEL, {"guards": {"full"}, "colour": {"blue"}})
    assert "circle" in drawn and 'stroke="#2040a0"' in drawn


def test_a_colour_that_nobody_chose_is_grey():
    assert 'stroke="#9aa0a3"' in Picture.read(PICTURE).drawn(MODEL, {})


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)"/>',
        '<path style="fill:red"/>',
        '<image href="https://example.com/x.png"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<path fill="url(https://example.com/x)"/>',
        "<foreignObject><b>x</b></foreignObject>",
        "<text>Buy now</text>",
        '<use href="#x"/>',
        '<path d="M0 0" data-when="frame ="/>',
        '<path id="a&quot;b"/>',
        "<g>" * 60 + "</g>" * 60,
        "<g>",
    ],
)
def test_only_shapes_and_colours_are_let_in(inside):
    with pytest.raises(Unsafe):
        Picture.read(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>')


@pytest.mark.parametrize(
    "text",
    ["no drawing", "<svg/>", "<html/>", "x" * 400_000,
     '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"/>'],
)  # fmt: skip
def test_what_is_no_drawing_says_so(text):
    with pytest.raises(Unsafe):
        Picture.read(text)


@pytest.mark.parametrize("name", MODELS)
def test_the_demo_models_have_pictures_that_name_their_options(name):
    model = files.read((FOLDER / f"{name}.toml").read_text())
    text = (FOLDER / f"{name}.svg").read_text()
    known = {group.id: {each.id for each in group.offered} for group in model.groups}
    assert Picture.read(text)
    for condition in Picture.read(text).conditions():
        for has in mentioned(condition):
            assert set(has.options) <= known[has.group], has
