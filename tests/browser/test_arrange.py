"""Arranging one's page with a mouse, with keys alone, and without scripts on a phone."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database


def order(page):
    return page.locator("#tiles > [data-tile]").evaluate_all(
        "tiles => tiles.map(tile => tile.dataset.tile)"
    )


def drag(page, name, onto):
    """Take a tile by its grip and let it go on another."""
    grip = page.locator(f"[data-tile={name}] [data-grip]").bounding_box()
    target = page.locator(f"[data-tile={onto}]").bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + target["width"] / 2, target["y"] + target["height"] / 2, steps=8)
    page.mouse.up()


@pytest.fixture
def arranging(browser, ana, kim):
    make.ticket(by=ana, answered_by=kim, assignee=kim)
    make.order(of=ana, product="Tourer")

    def open_(**more):
        page = browser.open(ana, "/arrange", **more)
        page.wait_for_load_state("networkidle")
        return page

    return open_


def test_with_a_mouse(arranging):
    page = arranging()
    before = order(page)

    drag(page, before[0], onto=before[2])

    expect(page.locator("#arranged")).to_contain_text("moved to 3 of")
    dragged = [*before[1:3], before[0], *before[3:]]
    assert order(page) == dragged
    page.goto("/")
    assert order(page) == dragged
    page.goto("/arrange")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#arranged")).to_contain_text("taken back")
    assert order(page) == before


def test_with_keys_alone(arranging):
    page = arranging()
    first, second, *_rest = order(page)

    page.locator(f"#arrange-{first}-later").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_contain_text("moved to 2 of")
    expect(page.locator(f"#arrange-{first}-later")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_contain_text("moved to 3 of")
    expect(page.locator(f"#arrange-{first}-later")).to_be_focused()
    expect(page.locator("#say")).to_contain_text("moved to 3 of")

    page.locator(f"#arrange-{second}-hide").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_contain_text("is hidden")
    expect(page.locator("[id$=-hide]:focus")).to_have_count(1)
    page.locator(f"#arrange-{second}-show").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_contain_text("is on your page")

    page.locator(f"#arrange-{second}-rename").focus()
    page.keyboard.press("Enter")
    page.locator(f"#arrange-{second}-title").fill("Mine")
    page.keyboard.press("Enter")
    expect(page.locator("#arranged")).to_have_text("The tile is called Mine now.")
    expect(page.locator(f"#arrange-{second}-rename")).to_be_focused()


def test_without_scripts_on_a_phone(arranging):
    page = arranging(phone=True, javascript=False)
    first, second, *_rest = order(page)

    page.locator(f"#arrange-{first}-later").click()

    expect(page.locator("#arranged")).to_contain_text("moved to 2 of")
    expect(page.locator(f"#arrange-{first}-later")).to_be_focused()
    assert order(page)[:2] == [second, first]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#arranged")).to_contain_text("taken back")
    assert order(page)[:2] == [first, second]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_it(arranging, phone, dark):
    page = arranging(phone=phone, dark=dark)

    assert_accessible(page)
    page.locator("[data-tile=concerns] [id$=-hide]").click()
    expect(page.locator("#arranged")).to_contain_text("is hidden")
    assert_accessible(page)
    page.goto("/")
    assert_accessible(page)
    sideways = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(sideways)
