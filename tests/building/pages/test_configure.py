"""The configurator's page: with and without script, and whatever is sent to it."""

import time

import pytest

from portal.building import publishing
from tests.building.models import BIKE, published
from tests.rig.browserless import both_ways

WHOLE = "frame=steel&colour=red&tyres=36&bags=0"


@pytest.fixture
def city(app):
    return published()


def blocked(page):
    return {(node.get("name"), node.get("value")) for node in page.all("//*[@data-blocked]/input")}


def test_all_models_with_their_price_from(city, visitor):
    page = visitor.visit("/build")

    assert page.h1 == "Build yours"
    assert "City bike" in page.text and "960 €" not in page.text
    assert page.follow("Build it City bike").url.endswith("/build/city?start=recommended")


def test_the_address_holds_the_whole_choice(city, visitor):
    page = visitor.visit(f"/build/city?{WHOLE}&extras=bell&extras=rack&guards=full")

    checked = {(n.get("name"), n.get("value")) for n in page.all("//input[@checked]")}
    assert checked == {
        ("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0"),
        ("guards", "full"), ("extras", "bell"), ("extras", "rack"),
    }  # fmt: skip
    assert "1 192 €" in page.text
    assert blocked(page) == {("colour", "bare"), ("frame", "titanium"), ("tyres", "50")}


def test_a_blocked_option_says_why_and_what_it_would_take(city, visitor):
    page = visitor.visit("/build/city?frame=steel")
    bare = page.by_id("colour:bare-why")

    assert bare.text == "Only titanium is rust-free without paint."
    assert page.by_id("colour:bare").get("disabled") is not None
    assert "Change Frame" in page.text


@both_ways
def test_making_it_fit_says_what_was_changed_and_offers_the_way_back(city, visitor, htmx):
    page = visitor.visit(f"/build/city?{WHOLE}")
    page = page.press("Change Frame to have Bare metal", htmx=htmx)

    assert page.by_id("colour:bare").get("checked") is not None
    assert page.by_id("frame:titanium").get("checked") is not None
    assert "Frame: Titanium instead of Steel" in page.text
    assert "+1 240 €" in page.text and "15 working days later" in page.text
    undo = next(a for a in page.all("//section//a") if a.text == "Undo")
    assert visitor.visit(undo["href"]).by_id("frame:steel").get("checked") is not None


@both_ways
def test_undo_and_redo(city, visitor, htmx):
    page = visitor.visit("/build/city?frame=steel")
    page = page.fill(colour="blue").press("Show price", htmx=htmx)
    page = page.fill(tyres="45").press("Show price", htmx=htmx)
    page = page.press("Undo", htmx=htmx)
    assert page.by_id("tyres:45").get("checked") is None
    page = page.press("Undo", htmx=htmx)
    assert page.by_id("colour:blue").get("checked") is None
    page = page.press("Redo", htmx=htmx)
    assert page.by_id("colour:blue").get("checked") is not None


@both_ways
def test_beginning_with_our_proposal_fills_all_of_it(city, visitor, htmx):
    page = visitor.visit("/build/city").press("Our proposal", htmx=htmx)

    assert page.by_id("tyres:45").get("checked") is not None
    assert "Review your build" in page.text


def test_a_group_can_be_cleared(city, visitor):
    page = visitor.visit("/build/city?frame=steel&colour=red").press("Clear Colour")

    assert page.by_id("colour:red").get("checked") is None
    assert page.by_id("frame:steel").get("checked") is not None


def test_two_that_do_not_go_together_name_the_rule_and_show_the_nearest(city, visitor):
    page = visitor.visit("/build/city?frame=titanium&colour=red&tyres=45")

    assert page.status == 422
    assert "These do not go together: Frame: Titanium, Colour: Red." in page.text
    assert "Red paint does not hold on titanium." in page.text
    assert page.by_id("tyres:45").get("checked") is not None
    assert len(page.all("//ul//a[contains(@href, '/build/city?')]")) >= 1


@pytest.mark.parametrize(
    "query",
    ["frame=gold", "saddle=x", "frame=steel&frame=titanium", "bags=99999999999", "bags=-1",
     "bags=１", "fix=frame:gold", "fix=", "fix=x", "fix=extras:!rack", "frame=%00", "frame=%ff",
     "frame=" + "x" * 3000, "frame[]=steel", "fix=%F0%9F%98%80:a&frame=steel"],
)  # fmt: skip
def test_what_was_made_up_is_refused_and_the_page_stands(city, visitor, query):
    page = visitor.visit(f"/build/city?{query}&tyres=36")

    assert page.status in (200, 422)
    assert (page.status == 200) == (query == "fix=")
    assert page.by_id("tyres:36").get("checked") is not None


@pytest.mark.parametrize(
    "query", ["clear=x", "start=x", "start=" + "y" * 200, "step=back", "step=x", "trail=1.2.3",
              "utm_source=mail", "price=1", "version=9"],
)  # fmt: skip
def test_stray_parameters_never_break_the_page(city, visitor, query):
    assert visitor.visit(f"/build/city?{query}").status in (200, 422)


def test_ten_thousand_parameters_are_refused_at_once(city, visitor):
    started = time.monotonic()
    answer = visitor.visit("/build/city?" + "&".join(f"extras=x{n}" for n in range(10_000)))

    assert answer.status == 413
    assert time.monotonic() - started < 2


def test_there_is_no_page_for_a_model_that_is_not_offered(city, visitor, adam):
    draft = publishing.add_draft(BIKE.replace('id = "city"', 'id = "other"', 1), by=adam)

    assert visitor.visit("/build/nothing").status == 404
    assert visitor.visit("/build/other").status == 404
    publishing.publish(draft, by=adam)
    assert visitor.visit("/build/other").status == 200


def test_the_picture_follows_the_choices(city, visitor):
    assert "circle" in visitor.get_fragment("/build/city/picture.svg?guards=full").html
    answer = visitor.get_fragment("/build/city/picture.svg?guards=none&colour=blue")
    assert "circle" not in answer.html and "#2040a0" in answer.html
    assert answer.headers["Content-Type"].startswith("image/svg+xml")


def test_a_click_brings_the_part_and_the_address_to_keep(city, visitor):
    part = visitor.get_fragment(f"/build/city?{WHOLE}&trail=x")

    assert part.headers["HX-Push-Url"] == f"/build/city?{WHOLE}"
    assert part.has_id("configurator") and "<html" not in part.html


def test_a_click_brings_only_what_it_changed(city, visitor):
    page = visitor.visit(f"/build/city?{WHOLE}")
    shown = page.by_id("cfg")["hx-vals"].removeprefix("shown:")
    query = WHOLE.replace("bags=0", "bags=2")

    whole = visitor.get_fragment(f"/build/city?{query}")
    part = visitor.get_fragment(f"/build/city?{query}&shown={shown}")

    assert part.has_id("bags:2") and not part.has_id("colour:red")
    assert part.by_id("colour:").get("data-kept") is not None
    assert whole.has_id("colour:red") and len(part.html) < len(whole.html)
    for forged in ("", "x", shown[:-1], "0" * len(shown)):
        assert visitor.get_fragment(f"/build/city?{query}&shown={forged}").has_id("colour:red")


def test_what_was_refused_is_drawn_whole(city, visitor):
    """The fields in the browser may show what was not taken over."""
    shown = visitor.visit("/build/city?frame=steel").by_id("cfg")["hx-vals"].removeprefix("shown:")

    part = visitor.get_fragment(f"/build/city?frame=steel&colour=bare&shown={shown}")

    assert part.status == 422 and "data-kept" not in part.html


@both_ways
def test_the_page_after_clicks_is_the_page_of_its_address(city, visitor, htmx):
    page = visitor.visit("/build/city?frame=steel")
    for button in ("Our proposal", "Change Frame to have Bare metal", "Undo"):
        page = page.press(button, htmx=htmx)
        fresh = visitor.visit(page.url.split("&trail")[0])
        assert page.by_class("group")[0].text == fresh.by_class("group")[0].text
        assert [g.text for g in page.by_class("group")] == [g.text for g in fresh.by_class("group")]
        assert blocked(page) == blocked(fresh)
