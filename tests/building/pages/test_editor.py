"""The model editor: a modeller changes a draft, breaks it, mends it, and loses nothing."""

from pathlib import Path

import pytest

from portal.building import drafts, editing, publishing
from portal.building import opened as editor
from portal.configurator import files
from tests.building.models import published
from tests.rig.browserless import both_ways

MODELS = sorted((Path(files.__file__).parents[1] / "demo" / "models").glob("*.toml"))


@pytest.fixture
def draft(app, mona):
    version = published()
    return drafts.begin(version.model, by=mona)


def said(version):
    return editor.read(version)


def test_models_are_the_modellers(published_bike, ana, kim, mona, sign_in, visitor):
    assert visitor.visit("/desk/models").url.endswith("/sign-in")
    assert sign_in(ana).visit("/desk/models").status == 404
    assert sign_in(kim).visit("/desk/models/city").status == 403
    assert "City bike" in sign_in(mona).visit("/desk/models").text


@pytest.fixture
def published_bike(app):
    return published()


def test_a_draft_is_begun_once(published_bike, mona, sign_in):
    desk = sign_in(mona)
    page = desk.visit("/desk/models/city")
    assert "It never changes" in page.text
    page = page.press("Begin a draft")
    assert "Version 2 is a draft now" in page.flashes[0]
    desk.post("/desk/models/city/draft", {})

    assert drafts.draft_of("city").n == 2


def test_a_price_is_changed_and_stands_beside_the_published_one(draft, mona, sign_in):
    page = sign_in(mona).visit("/desk/models/city/groups/frame/options/titanium")
    assert page.value("price") == "1280.00"
    page = page.fill(price="1 190,50").press("Save")

    assert "Changed Frame: Titanium (price 1190.50, was 1280.00)" in page.flashes[0]
    assert said(draft).group("frame").options[1].price == 119050
    assert "1 280" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("price", "a lot", "Write the amount like 120.00"),
        ("price", "12.345", "Write the amount like 120.00"),
        ("price", "-99999", "A build could cost less than nothing"),
        ("days", "-1", "Write a whole number from 0 to 3650"),
        ("amounts", "watts", "“watts” is not an amount like watts = 45"),
        ("hex", "red", "Write a colour like #1d3b2f"),
        ("label", "", "Name the option"),
    ],
)
def test_what_cannot_be_says_why_and_keeps_what_was_typed(draft, mona, sign_in, field, typed, why):
    page = sign_in(mona).visit("/desk/models/city/groups/frame/options/titanium")
    page = page.fill(**{field: typed, "note": "Light"}).press("Save")

    assert page.status == 422
    assert why in page.text
    assert (page.value(field), page.value("note")) == (typed, "Light")
    assert not editing.edits(draft)


def test_an_option_in_arabic_gets_a_short_name(draft, mona, sign_in):
    page = sign_in(mona).visit("/desk/models/city/groups/frame/new-option")
    page = page.fill(label="كربون", price="900").press("Add the option")

    assert page.status == 200
    added = said(draft).group("frame").options[-1]
    assert (added.label, added.price) == ("كربون", 90000)
    assert added.id == "option"


def test_an_option_that_rules_name_says_which_go_with_it(draft, mona, sign_in):
    page = sign_in(mona).visit("/desk/models/city/groups/colour/options/bare").press("Remove")
    assert page.h1 == "Remove Bare metal?"
    before = len(said(draft).rules)
    page = page.press("Remove it")

    assert "Removed Colour: Bare metal" in page.flashes[0]
    assert all(each.id != "bare" for each in said(draft).group("colour").options)
    assert len(said(draft).rules) <= before
    page = page.press("Undo")
    assert len(said(draft).rules) == before
    assert said(draft).group("colour").options[-1].id == "bare"


def test_options_move_earlier_and_later(draft, mona, sign_in):
    sign_in(mona).visit("/desk/models/city/groups/tyres").press("Later: 36 mm")

    assert [each.id for each in said(draft).group("tyres").options] == ["45", "36", "50"]


def test_groups_of_each_kind_are_added(draft, mona, sign_in):
    desk = sign_in(mona)
    page = desk.visit("/desk/models/city/new-group")
    page = page.fill(label="Bell", options="Brass\nالجرس\n\nBrass").press("Add the group")
    assert page.h1 == "Bell"
    page = desk.visit("/desk/models/city/new-group")
    page = page.fill(label="Lights", kind="multi", options="Front\nRear").press("Add the group")
    page = (
        desk.visit("/desk/models/city/new-group")
        .fill(
            label="Spare tubes", kind="number", low="0", high="4", each="tubes", each_price="6.50"
        )
        .press("Add the group")
    )

    model = said(draft)
    assert [each.id for each in model.group("bell").options] == ["brass", "option", "brass-2"]
    assert model.group("lights").kind == "multi"
    assert [each.price for each in model.group("spare-tubes").options] == [0, 650, 1300, 1950, 2600]


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_options_typed_for_what_was_a_number_are_kept(draft, mona, sign_in, kind):
    page = sign_in(mona).visit("/desk/models/city/new-group")
    page = page.fill(label="Tubes", kind="number", low="0", high="4", each="tubes")
    page = page.press("Add the group")
    page.fill(kind=kind, options="Thick\nThin").press("Save")

    group = said(draft).group("tubes")
    assert (group.kind, [each.label for each in group.options]) == (kind, ["Thick", "Thin"])


@both_ways
def test_a_rule_is_made_of_a_sentence(draft, mona, sign_in, htmx):
    page = sign_in(mona).visit("/desk/models/city/new-rule")
    page = page.fill(**{"when-0-group": "frame", "then-0-group": "colour"})
    page = page.press("Show the options", htmx=False)
    page = page.fill(**{"when-0-option": ["titanium"], "then-0-option": ["red", "blue"]})
    page = page.press("Add the rule")
    assert "Say why: customers read it" in page.text
    page = page.fill(because="Titanium is always painted.").press("Add the rule")

    assert page.status == 200
    rule = said(draft).rules[-1]
    assert rule.because == "Titanium is always painted."
    assert files._says(rule) == ['when = "frame = titanium"', 'then = "colour in (red, blue)"']
    assert "If Frame is Titanium, then Colour is Red or Blue" in page.text


def one_of_each_kind(rules):
    kinds = {}
    for rule in rules:
        kinds.setdefault(type(rule.says), rule)
    return kinds.values()


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_each_demo_model_goes_through_the_editor_unchanged(app, mona, sign_in, path):
    """A part of its groups, options and rules, each kind among them, and the file itself, saved as
    they are. That every rule comes out of its form as it went in, test_rule_form tries."""
    source = path.read_text("utf-8")
    draft = publishing.add_draft(source, by=mona)
    desk, model = sign_in(mona), files.read(source)
    at = f"/desk/models/{model.id}"
    pages = [f"{at}/about", f"{at}/text"]
    pages += [f"{at}/groups/{group.id}" for group in model.groups[::9]]
    pages += [
        f"{at}/groups/{group.id}/options/{option.id}"
        for group in model.groups[::9] if not group.span
        for option in group.options[:1]
    ]  # fmt: skip
    pages += [f"{at}/rules/{rule.id}" for rule in one_of_each_kind(model.rules)]
    pages += [f"{at}/prices/{term.id}" for term in model.terms[:1]]
    for each in pages:
        button = "Save the file" if each.endswith("/text") else "Save"
        page = desk.visit(each).press(button)
        assert page.status == 200, (each, page.text[:3000])
        assert "Nothing was changed" in page.flashes[0], each

    assert (draft.source, draft.edits) == (source, 0)


def test_two_modellers_at_one_option_hear_of_each_other_and_lose_nothing(
    draft, mona, adam, sign_in
):
    at = "/desk/models/city/groups/frame/options/titanium"
    one, other = sign_in(mona).visit(at), sign_in(adam).visit(at)
    one.fill(price="1500").press("Save")
    page = other.fill(price="1600", note="From Delft").press("Save")

    assert page.status == 409
    assert "Somebody else changed this meanwhile" in page.text
    assert f"{mona.name} changed Frame: Titanium (price 1500.00, was 1280.00)" in page.text
    assert (page.value("price"), page.value("note")) == ("1600", "From Delft")
    assert said(draft).group("frame").options[1].price == 150_000
    page.press("Save")
    assert said(draft).group("frame").options[1].price == 160_000


def test_two_modellers_at_different_things_both_have_it_their_way(draft, mona, adam, sign_in):
    one = sign_in(mona).visit("/desk/models/city/groups/frame/options/titanium")
    other = sign_in(adam).visit("/desk/models/city/text")
    one.fill(price="1500").press("Save")
    text = other.value("text").replace('label = "Red"', 'label = "Brick red"')
    page = other.fill(text=text).press("Save the file")

    assert page.status == 200
    model = said(draft)
    assert model.group("frame").options[1].price == 150_000
    assert model.group("colour").options[0].label == "Brick red"


def test_a_change_in_a_group_that_is_gone_keeps_what_was_typed(draft, mona, adam, sign_in):
    one = sign_in(mona).visit("/desk/models/city/groups/extras/options/bell")
    sign_in(adam).visit("/desk/models/city/groups/extras/remove").press("Remove it")
    page = one.fill(label="Brass bell").press("Save")

    assert page.status in (404, 409)
    assert len(editing.edits(draft)) == 1


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('label = "Titanium"', "label =", "line"),
        ('id = "titanium"', 'id = "steel"', "option “steel” is there twice"),
        ('because = "Panniers hang on a rack."', "", "because is missing"),
        ('id = "city"', 'id = "town"', "This is the file of another model"),
        ("price = 128000", 'price = "much"', "price must be a whole number"),
    ],
)
def test_a_text_with_faults_says_where_and_stays_in_the_field(draft, mona, sign_in, was, now, why):
    page = sign_in(mona).visit("/desk/models/city/text")
    text = page.value("text").replace(was, now)
    page = page.fill(text=text).press("Save the file")

    assert page.status == 422
    assert why in page.text
    assert page.value("text").strip() == text.strip()
    assert not editing.edits(draft)


def test_a_draft_that_cannot_be_built_says_so_beside_its_rules(draft, mona, sign_in):
    void = '[[rules]]\nid = "no"\nbecause = "No."\nwhen = "bags >= 0"\nthen = "bags > 9"\n'
    desk = sign_in(mona)
    page = desk.visit("/desk/models/city/text")
    page = page.fill(text=f"{page.value('text')}\n{void}").press("Save the file")

    assert "No build meets “no” together" in page.text
    assert "No build meets" in desk.visit("/desk/models/city/rules").text
    assert "No build meets" in desk.visit("/desk/models/city/rules/no").text
    assert desk.visit("/desk/models").by_class("pill--bad")


def test_an_option_that_can_never_be_chosen_is_marked_in_its_group(draft, mona, sign_in):
    dead = '[[rules]]\nid = "no"\nbecause = "No."\nwhen = "frame = titanium"\nthen = "bags > 9"\n'
    desk = sign_in(mona)
    page = desk.visit("/desk/models/city/text")
    page.fill(text=f"{page.value('text')}\n{dead}").press("Save the file")
    page = desk.visit("/desk/models/city/groups/frame")

    assert "Never fits" in page.text
    assert "Frame: Titanium can never be chosen." in page.text


def test_an_option_named_like_another_says_so(draft, mona, sign_in):
    page = sign_in(mona).visit("/desk/models/city/groups/frame/new-option")
    page = page.fill(label="Steel again", name="steel").press("Add the option")
    assert (page.status, page.errors) == (422, ["Another option of Frame is called so"])
    page = page.fill(name="Not OK").press("Add the option")
    assert "Use lower-case letters" in page.errors[0]


def test_the_last_change_is_undone_and_done_again(draft, mona, sign_in):
    desk = sign_in(mona)
    desk.visit("/desk/models/city/groups/frame/options/titanium").fill(price="1500").press("Save")
    desk.visit("/desk/models/city").press(
        "Undo the last: changed Frame: Titanium (price 1500.00, was 1280.00)"
    )
    assert said(draft).group("frame").options[1].price == 128_000
    page = desk.visit("/desk/models/city/history")
    assert "took back: changed Frame: Titanium" in page.text
    page.press("Do it again: took back: changed Frame: Titanium (price 1500.00, was 1280.00)")
    assert said(draft).group("frame").options[1].price == 150_000


def test_a_rule_moves_and_goes(draft, mona, sign_in):
    desk = sign_in(mona)
    desk.visit("/desk/models/city/rules").press("Later: rule bare-titanium")
    assert [each.id for each in said(draft).rules][:2] == ["titanium-colours", "bare-titanium"]
    desk.visit("/desk/models/city/rules/bare-titanium").press("Remove")
    assert "bare-titanium" not in [each.id for each in said(draft).rules]


def test_a_price_with_a_condition_is_added_changed_and_removed(draft, mona, sign_in):
    desk = sign_in(mona)
    page = desk.visit("/desk/models/city/new-price")
    wrong = page.fill(label="Winter", amount="-40", when="frame = wood").press("Add the price")
    assert "“wood” is not an option of “frame”" in wrong.text
    wrong.fill(when="frame = steel and bags = 2").press("Add the price")
    assert said(draft).terms[-1].amount == -4000
    page = desk.visit("/desk/models/city/prices/winter")
    page.fill(amount="-50").press("Save")
    assert said(draft).terms[-1].amount == -5000
    desk.visit("/desk/models/city/prices/winter").press("Remove")
    assert "winter" not in [each.id for each in said(draft).terms]


def test_a_new_model_is_begun(app, mona, sign_in):
    page = sign_in(mona).visit("/desk/models/new")
    page = page.fill(name="Cargo", group="Frame", options="Long\nShort").press("Begin the draft")
    assert page.status == 200
    assert drafts.draft_of("cargo").n == 1
    page = sign_in(mona).visit("/desk/models/new")
    page = page.fill(name="Cargo", slug="cargo", group="Frame", options="Long")
    assert page.press("Begin the draft").errors == ["There is a model of that name"]


def test_what_is_published_is_read_not_changed(published_bike, mona, sign_in):
    desk = sign_in(mona)
    for path in ("", "/about", "/rules", "/prices", "/text", "/history", "/groups/frame",
                 "/groups/frame/options/steel", "/rules/bare-titanium"):  # fmt: skip
        page = desk.visit(f"/desk/models/city{path}")
        assert page.status == 200
        assert "Save" not in " ".join(page.buttons())
    assert "Begin a draft, then change that" in desk.visit("/desk/models/city/new-rule").text
