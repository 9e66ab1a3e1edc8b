"""Saved builds: with and without an account, shared, compared, renamed, deleted."""

import pytest

from portal import clock
from portal.building import queries, saving
from portal.building.configuring import configured
from portal.building.models import Build
from portal.database import session
from portal.tickets import about_builds
from portal.tickets.models import Ticket
from tests import make
from tests.building.models import BIKE, published

WHOLE = "frame=steel&colour=red&tyres=36&bags=0"
PICKS = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]


@pytest.fixture
def city(app):
    return published()


def saved(version, by, *, picks=PICKS, name="For town"):
    return saving.save(version, configured(version, picks), name=name, by=by)


def test_a_visitor_saves_without_an_account_and_finds_it_again(city, visitor):
    page = visitor.visit(f"/build/city?{WHOLE}").press("Save")

    assert page.h1 == "City bike"
    assert "Saved in this browser only" in page.text
    assert visitor.visit("/builds").follow("City bike").url == page.url


def test_whoever_has_the_code_sees_the_build_and_cannot_change_it(city, ana, sign_in, visitor):
    build = saved(city, ana)
    page = visitor.visit(f"/builds/{build.code}")

    assert page.h1 == "For town" and "1 000 €" in page.text
    assert "Delete this build" not in page.text and "Ana" not in page.text
    for act in ("name", "delete"):
        sent = {"name": "x", "csrf_token": visitor.csrf_token}
        assert visitor.post(f"/builds/{build.code}/{act}", sent).status == 404
    assert session.get_one(Build, build.id).name == "For town"


def test_ana_has_her_builds_and_ben_does_not(city, ana, ben, sign_in):
    saved(city, ana)

    assert "For town" in sign_in(ana).visit("/builds").text
    assert "For town" in sign_in(ana).visit("/").text
    assert "For town" not in sign_in(ben).visit("/builds").text


def test_saving_the_same_twice_keeps_one(city, ana, sign_in):
    browser = sign_in(ana)
    for _ in range(2):
        browser.visit(f"/build/city?{WHOLE}").press("Save")

    assert len(session.scalars(queries.builds_of(ana)).all()) == 1


def test_a_name_is_given_and_a_build_deleted(city, ana, sign_in):
    code = saved(city, ana).code
    page = sign_in(ana).visit(f"/builds/{code}").fill(name="To work").press("Save the name")
    assert page.h1 == "To work"
    page = page.fill(name="x" * 100).press("Save the name")
    assert (page.status, page.errors) == (422, ["Keep it to 80 characters"])

    page = sign_in(ana).visit(f"/builds/{code}").press("Delete this build")
    assert "“To work” is deleted." in page.flashes[0]
    assert sign_in(ana).visit(f"/builds/{code}").status == 404


def test_what_a_visitor_saved_becomes_theirs_after_signing_in(city, visitor, ana):
    visitor.visit(f"/build/city?{WHOLE}").press("Save")
    page = visitor.visit("/sign-in").fill(email="ana@example.com", password=make.PASSWORD)
    page.press("Sign in")
    page = visitor.visit("/builds").press("Add to my builds")

    assert page.has_id("main") and "City bike" in page.text
    assert [b.user for b in session.scalars(queries.builds_of(ana))] == [ana]


def test_prices_and_versions_that_were_made_up_count_for_nothing(city, visitor):
    page = visitor.visit(f"/build/city?{WHOLE}")
    sent = {"model": "city", "version": "1", "choices": WHOLE, "csrf_token": visitor.csrf_token,
            "price": "1", "price_minor": "1", "currency": "USD", "days": "0"}  # fmt: skip
    page = visitor.post("/builds", sent)
    assert "1 000 €" in visitor.visit(page.url if page.status == 200 else "/builds").text
    (build,) = session.scalars(queries.builds_at([b.code for b in session.query(Build)]))
    assert (build.price.minor, build.price.currency, build.days) == (100000, "EUR", 20)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"choices": "frame=titanium&colour=red"}, 422),
        ({"choices": "frame=gold"}, 422),
        ({"choices": ""}, 422),
        ({"choices": "frame=titanium&colour=red", "version": "7"}, 409),
        ({"choices": "frame=" + "x" * 10_000}, 422),
        ({"model": "nothing"}, 404),
    ],
)
def test_what_cannot_be_built_is_not_saved(city, visitor, sent, status):
    visitor.visit("/build/city")
    answer = visitor.post("/builds", {"model": "city", "version": "1", "choices": WHOLE,
                                      "csrf_token": visitor.csrf_token} | sent)  # fmt: skip

    assert answer.status == status
    assert session.query(Build).count() == 0


def test_after_a_new_version_the_page_says_what_changed_and_what_is_gone(city, ana, sign_in):
    build = saved(city, ana)
    newer = BIKE.replace('id = "red"\nlabel = "Red"', 'id = "green"\nlabel = "Green"')
    newer = newer.replace("colour = red", "colour = green").replace("100000", "110000")
    published(newer)
    page = sign_in(ana).visit(f"/builds/{build.code}")

    assert "This model has changed since you saved it" in page.text
    assert "No longer offered: Colour: Red." in page.text
    assert "Colour: Green instead of Red" in page.text
    assert "It was 1 000 € then and is 1 100 € today." in page.text
    page = page.follow("Go on with the nearest")
    assert page.status == 200 and page.by_id("colour:green").get("checked") is not None


def test_three_are_compared_with_what_differs_first(city, ana, sign_in):
    one = saved(city, ana)
    two = saved(city, ana, picks=[*PICKS[:2], ("tyres", "45"), PICKS[3]], name="Gravel")
    page = sign_in(ana).visit(f"/compare?b={one.code}&b={two.code}&b={one.code}&b=nobody")

    differing = [each.text for each in page.by_class("compare__differs")]
    assert differing == ["Tyres 36 mm 45 mm"]
    assert "4 choices are the same in all" in page.text
    assert "1 of these builds is not there any more" in page.text
    assert sign_in(ana).visit("/compare").status == 200
    assert sign_in(ana).visit("/compare?b=nobody").status == 404


def test_asking_about_a_build_takes_it_along(city, ana, kim, sign_in):
    page = sign_in(ana).visit(f"/build/city?{WHOLE}").press("Ask about it")
    assert "It goes with your build: City bike" in page.text, page.text[:900]
    page = page.fill(kind="question", subject="Will it carry two?", body="Two children.")
    page = page.press("Send to support")
    (ticket,) = session.query(Ticket)

    assert ticket.about_build.build.user_id == ana.id
    assert "Build City bike" in page.text
    assert "About build City bike" in sign_in(kim).visit(f"/desk/tickets/{ticket.number}").text


def test_the_picture_of_a_build_is_that_of_its_choices(city, ana, visitor):
    build = saved(city, ana, picks=[*PICKS, ("guards", "full")])

    assert "circle" in visitor.get_fragment(f"/builds/{build.code}/picture.svg").html
    assert visitor.get_fragment("/builds/nobody/picture.svg").status == 404


def test_what_nobody_comes_back_for_is_forgotten_but_not_what_a_concern_names(city, ana, app):
    with clock.stopped_at(clock.now() - 2 * saving.KEPT_WITHOUT_ACCOUNT):
        lost, asked = (saved(city, None, name=name) for name in ("a", "b"))
        codes = {(asked.code,), (saved(city, ana).code,)}
        lost_code = lost.code
    about_builds.attach(make.ticket(by=ana), asked)
    assert saving.forget_what_nobody_came_back_for() == 1
    assert {tuple(each) for each in session.query(Build.code)} == codes
    assert (lost_code,) not in codes
