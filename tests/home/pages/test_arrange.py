import pytest

from portal.home import arranging
from portal.home.layout import MOST_SHOWN
from portal.manifest import Domain, Tile
from tests import make
from tests.rig.browserless import both_ways


def order(page):
    return [tile["data-tile"] for tile in page.all("//*[@data-tile]")]


def fails(user):
    raise RuntimeError("the tile is broken")


def asks_nonsense(user):
    arranging.session.execute(arranging.select(arranging.func.no_such_function()))


def the_desk(user):
    return {"person": None}


def tile(name, context=the_desk, **more):
    template = "tickets/_contact.html"
    return Tile(name=name, title=f"The {name}", template=template, context=context, **more)


@pytest.fixture
def domains(app, monkeypatch):
    """Switch domains on and off: `domains(Domain(…))` adds one, `domains(without="articles")`."""

    def change(*more, without=""):
        kept = [each for each in app.extensions["portal_domains"] if each.name != without]
        monkeypatch.setitem(app.extensions, "portal_domains", (*kept, *more))

    return change


def test_home_leads_there_and_back(ana, sign_in):
    page = sign_in(ana).visit("/").follow("Arrange this page")

    assert page.h1 == "Arrange your page"
    assert order(page) == order(page.follow("Done"))


@both_ways
def test_a_tile_moves_later_and_the_button_keeps_the_focus(ana, sign_in, htmx):
    browser = sign_in(ana)
    page = browser.visit("/arrange")
    first, second, *_rest = order(page)

    page = page.press("Move Your concerns later", htmx=htmx)

    assert order(page)[:2] == [second, first]
    assert order(browser.visit("/"))[:2] == [second, first]
    assert page.by_id("arranged").text.startswith("Your concerns moved to 2 of ")
    assert page.by_id("arranged")["role"] == "status"
    (focused,) = page.all("//*[@autofocus or @data-focus]")
    assert focused["id"] == "arrange-concerns-later"


@both_ways
def test_what_is_hidden_can_be_added_again(ana, sign_in, htmx):
    page = sign_in(ana).visit("/arrange").press("Hide Your concerns", htmx=htmx)
    assert "concerns" not in order(page)
    assert page.all("//*[@autofocus or @data-focus]")[0]["id"] == "arrange-contact-hide"

    page = page.press("Add Your concerns", htmx=htmx)

    assert order(page)[0] == "concerns"
    assert page.all("//*[@autofocus or @data-focus]")[0]["id"] == "arrange-concerns-earlier"


@both_ways
def test_wide_and_narrow(ana, sign_in, htmx):
    browser = sign_in(ana)
    page = browser.visit("/arrange").press("Make Your concerns wide", htmx=htmx)

    assert "tile--wide" in browser.visit("/").by_id("tile-concerns")["class"]
    page = page.press("Make Your concerns narrow", htmx=htmx)
    assert page.all("//*[@autofocus or @data-focus]")[0]["id"] == "arrange-concerns-size"
    assert "tile--wide" not in browser.visit("/").by_id("tile-concerns")["class"]


@both_ways
def test_a_tile_has_the_name_they_give_it(ana, sign_in, htmx):
    browser = sign_in(ana)
    page = browser.visit("/arrange")
    rename = {"tile": "concerns", "move": "rename", "csrf_token": browser.csrf_token}

    page = browser.post("/arrange", rename | {"title": "What <b>I</b> said"})

    assert "What <b>I</b> said" in browser.visit("/").by_id("tile-concerns-h").text
    page = browser.post("/arrange", rename | {"title": "x" * 41})
    assert page.status == 422
    assert "at most 40 characters" in page.text
    browser.post("/arrange", rename | {"title": ""})
    assert browser.visit("/").by_id("tile-concerns-h").text == "Your concerns"


@both_ways
def test_a_pinned_tile_comes_first(ana, sign_in, htmx):
    page = sign_in(ana).visit("/arrange").press("Pin Your contact person to the top", htmx=htmx)

    assert order(page)[0] == "contact"
    assert order(page.press("Unpin Your contact person", htmx=htmx))[0] == "concerns"


@both_ways
def test_every_step_is_taken_back(ana, sign_in, htmx):
    page = sign_in(ana).visit("/arrange")
    before = order(page)
    page = page.press("Hide Your concerns", htmx=htmx)
    page = page.press("Move Your contact person later", htmx=htmx)

    page = page.press("Undo", htmx=htmx).press("Undo", htmx=htmx)

    assert order(page) == before
    assert "no step" in page.press("Undo", htmx=htmx).by_id("arranged").text


@both_ways
def test_back_to_the_suggestion(ana, sign_in, htmx):
    page = sign_in(ana).visit("/arrange")
    before = order(page)

    page = page.press("Hide Your concerns", htmx=htmx)
    page = page.press("Back to our suggestion", htmx=htmx)

    assert order(page) == before


def test_the_first_tile_cannot_stand_earlier(ana, sign_in):
    page = sign_in(ana).visit("/arrange")

    after = page.press("Move Your concerns earlier")

    assert order(after) == order(page)
    assert after.by_id("arranged").text == "Your concerns cannot stand earlier."


@pytest.mark.parametrize(
    "forged",
    [
        {"tile": "salary", "move": "show"},
        {"tile": "concerns", "move": "explode"},
        {"tile": "concerns"},
        {"move": "later"},
        {"tile": "concerns", "move": "later", "count": "-3"},
        {"tile": "concerns", "move": "later", "count": "9999999999"},
        {"tile": "concerns", "move": "later", "count": "many"},
        {"tile": ["concerns", "contact"], "move": "later"},
        {"tile": "concerns\0", "move": "later"},
        {"tile": "concerns", "move": ["hide", "later"]},
        {},
    ],
)
def test_a_forged_step_is_refused_and_changes_nothing(ana, sign_in, forged):
    browser = sign_in(ana)
    before = order(browser.visit("/"))

    page = browser.post("/arrange", forged | {"csrf_token": browser.csrf_token})

    assert page.status == 422
    assert "no such step" in page.text
    assert order(browser.visit("/")) == before
    assert not arranging.can_undo(ana)


def test_only_customers_arrange(kim, visitor, sign_in):
    assert sign_in(kim).visit("/arrange").status == 404
    assert visitor.visit("/arrange").path.endswith("/sign-in")


def test_a_tile_that_fails_leaves_the_others_standing(ana, sign_in, domains, caplog):
    broken = tile("broken", fails, order=1)
    worse = tile("worse", asks_nonsense, order=2)
    domains(
        Domain(
            name="odd", home_tiles=[broken, worse, tile("drawn-badly", lambda user: {}, order=3)]
        )
    )
    make.ticket(by=ana, subject="Bell is missing")

    page = sign_in(ana).visit("/")

    assert order(page)[:4] == ["broken", "worse", "drawn-badly", "concerns"]
    assert "Bell is missing" in page.by_id("tile-concerns").text
    assert len(page.all("//*[@data-failed]")) == 3
    assert "a tile failed: broken" in caplog.text
    assert "could not be shown" in page.follow("Try again").text


def test_a_turn_or_status_that_fails_leaves_the_page_standing(ana, sign_in, domains):
    domains(Domain(name="odd", turns=[fails], statuses=[asks_nonsense]))

    assert sign_in(ana).visit("/").status == 200


def test_a_slow_tile_comes_by_itself(ana, sign_in, domains):
    asked = []

    def slow(user):
        asked.append(user.id)

    domains(Domain(name="odd", home_tiles=[tile("slow", slow, order=1, is_slow=True)]))
    browser = sign_in(ana)

    page = browser.visit("/")

    assert asked == []
    assert page.by_id("tile-slow")["hx-get"] == "/tiles/slow"
    assert "nothing to show" in browser.get_fragment("/tiles/slow").text
    assert page.follow("Show this part").h1 == "The slow"
    assert asked == [ana.id] * 2


def test_a_tile_by_itself(ana, ben, sign_in):
    make.ticket(by=ana, subject="Bell is missing")

    assert "Bell is missing" in sign_in(ana).get_fragment("/tiles/concerns").text
    assert "Bell is missing" not in sign_in(ben).visit("/tiles/concerns").text
    assert sign_in(ana).visit("/tiles/nothing").status == 404


def test_a_tile_of_a_domain_that_is_off_comes_back(ana, sign_in, domains, app, monkeypatch):
    every = app.extensions["portal_domains"]
    browser = sign_in(ana)
    domains(Domain(name="odd", home_tiles=[tile("ideas", order=1)]))
    browser.visit("/arrange").press("Move The ideas later")
    placed = order(browser.visit("/"))

    monkeypatch.setitem(app.extensions, "portal_domains", every)
    assert order(browser.visit("/")) == [name for name in placed if name != "ideas"]
    token = {"csrf_token": browser.csrf_token}
    assert browser.post("/arrange", {"tile": "ideas", "move": "later"} | token).status == 422

    domains(Domain(name="odd", home_tiles=[tile("ideas", order=1)]))
    assert order(browser.visit("/")) == placed


def test_a_new_tile_is_announced_to_who_arranged_their_page(ana, ben, sign_in, domains):
    browser = sign_in(ana)
    browser.visit("/arrange").press("Make Your concerns wide")
    domains(Domain(name="odd", home_tiles=[tile("ideas", order=1)]))

    page = browser.visit("/")
    assert "ideas" not in order(page)
    assert "New for your page: The ideas" in page.text
    assert order(sign_in(ben).visit("/"))[0] == "ideas"

    page = page.press("Add it")
    assert order(page)[0] == "ideas"
    assert page.flashes == ["The ideas is on your page. Undo"]
    assert "New for your page" not in page.text


def test_not_now_is_an_answer(ana, sign_in, domains):
    browser = sign_in(ana)
    browser.visit("/arrange").press("Make Your concerns wide")
    domains(Domain(name="odd", home_tiles=[tile("ideas", order=1)]))

    page = browser.visit("/").press("Not now")

    assert "New for your page" not in page.text
    assert "ideas" not in order(page)


@both_ways
def test_a_full_page_says_so(ana, sign_in, domains, htmx):
    more = [tile(f"tile{number}", order=number) for number in range(9)]
    domains(Domain(name="odd", home_tiles=more))
    page = sign_in(ana).visit("/arrange")
    assert len(order(page)) == MOST_SHOWN

    page = page.press("Add Your concerns", htmx=htmx)

    assert page.status == 409
    assert "your page holds 8 tiles" in page.by_id("arranged").text
    assert len(order(page)) == MOST_SHOWN
