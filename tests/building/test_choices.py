"""Choices as somebody sends them."""

import base64
import zlib

import pytest

from portal.building.choices import Trail, asked, document, pairs, query
from portal.configurator import files, publishing
from portal.configurator.model import Pick
from tests.building.models import BIKE

COMPILED = publishing.compiled(files.read(BIKE))


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ([("frame", "gold")], "Frame has no “gold”."),
        ([("saddle", "soft")], "This model has no choice “saddle”."),
        ([("frame", "steel"), ("frame", "titanium")], "Frame can be chosen once only."),
        ([("bags", "99999999999999999999")], "Bags goes from 0 to 3, not “99999999999999999999”."),
        ([("bags", "-1")], "Bags goes from 0 to 3, not “-1”."),
        ([("extras", "!rack"), ("extras", "rack")], "Equipment can be chosen once only."),
        ([("frame", "a\x00\ud800b" * 100)], None),
    ],
)
def test_what_the_model_does_not_know_is_left_out_and_said(app, sent, complaint):
    told = asked(COMPILED, [*sent, ("colour", "blue")])

    assert told.choices == (Pick("colour", "blue"),)
    assert len(told.complaints) == 1
    assert complaint in (None, told.complaints[0])


def test_what_mailings_add_to_an_address_is_no_choice(app):
    assert asked(COMPILED, [("utm_source", "x"), ("lang", "de"), ("frame", "")]).complaints == []


def test_the_same_choices_are_the_same_document():
    one = document([Pick("extras", "rack"), Pick("extras", "bell"), Pick("colour", "red")])

    assert one == document([Pick("colour", "red"), Pick("extras", "bell"), Pick("extras", "rack")])
    assert sorted(pairs(one)) == [("colour", "red"), ("extras", "bell"), ("extras", "rack")]
    assert query([Pick("colour", "red"), Pick("extras", "a&b")]) == "colour=red&extras=a%26b"


def test_a_trail_goes_back_and_on_and_forgets_what_was_undone():
    red, blue = COMPILED.choices([("colour", "red")]), COMPILED.choices([("colour", "blue")])
    trail = Trail(((),), 0).then(red).then(blue)
    read = Trail.read(COMPILED, trail.written(COMPILED))

    assert read == trail
    assert read.moved(-1).here == red
    assert read.moved(-5).here == ()
    assert read.moved(-1).then(()).states == ((), red, ())
    assert read.then(blue) is read


@pytest.mark.parametrize(
    "text",
    ["", "x", "....", "a.0.b", "9" * 5000, COMPILED.version[:8] + ".0.AAAA",
     COMPILED.version[:8] + ".0.eJwDAAAAAAE", COMPILED.version[:8] + ".².x",
     COMPILED.version[:8] + ".1.ü"],
)  # fmt: skip
def test_a_trail_somebody_made_up_is_no_trail(text):
    assert Trail.read(COMPILED, text) is None


def test_a_trail_that_unpacks_to_too_much_is_cut():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"\0" * 50_000_000)).decode()
    assert Trail.read(COMPILED, f"{COMPILED.version[:8]}.0.{bomb}") is None
