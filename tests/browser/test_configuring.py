"""Choosing a product in a real browser: with and without script, on a phone, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.building.models import published
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
WHOLE = "/build/city?frame=steel&colour=red&tyres=36&bags=0"


@pytest.fixture
def city(app):
    return published()


def option(page, id):
    return page.locator(f'[id="{id}"]')


def test_each_click_changes_price_picture_and_address(browser, city, ana):
    page = browser.open(ana, "/build/city")
    page.get_by_role("button", name="Our proposal").first.click()
    expect(page.locator(".total__price")).to_have_text(re.compile("1.060"))
    page.locator('label[for="guards:full"]').click()
    expect(page.locator(".total__price")).to_have_text(re.compile("1.145"))
    expect(page.locator(".cfg__pic circle")).to_have_count(1)
    expect(page).to_have_url(re.compile("guards=full"))
    expect(option(page, "guards:full")).to_be_focused()
    assert_accessible(page)

    page.go_back()
    expect(page.locator(".total__price")).to_have_text(re.compile("1.060"))
    expect(option(page, "guards:full")).not_to_be_checked()


def test_making_it_fit_undo_and_redo(browser, city, ana):
    page = browser.open(ana, WHOLE)
    expect(option(page, "frame:titanium")).to_be_disabled()
    page.locator('[name=fix][value="frame:titanium"]').click()
    expect(page.locator(".changes")).to_contain_text("Colour: Bare metal instead of Red")
    expect(page.locator(".changes")).to_be_focused()
    expect(option(page, "frame:titanium")).to_be_checked()

    tools = page.locator(".cfg__tools")
    tools.get_by_role("button", name="Undo").click()
    expect(option(page, "frame:steel")).to_be_checked()
    expect(option(page, "colour:red")).to_be_checked()
    tools.get_by_role("button", name="Redo").click()
    expect(option(page, "frame:titanium")).to_be_checked()


def test_all_of_it_without_script(browser, city, ana):
    page = browser.open(ana, "/build/city", javascript=False)
    page.get_by_role("button", name="Our proposal").first.click()
    option(page, "colour:blue").check()
    expect(page.locator(".cfg__stale")).to_be_visible()
    page.get_by_role("button", name="Show price").click()
    expect(page.locator(".total__price")).to_have_text(re.compile("1.080"))
    page.locator('[name=fix][value="colour:bare"]').click()
    expect(option(page, "frame:titanium")).to_be_checked()
    page.locator(".changes").get_by_role("link", name="Undo").click()
    expect(option(page, "colour:blue")).to_be_checked()
    page.get_by_role("button", name="Review your build").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("City bike")


def test_a_phone_has_price_and_day_at_the_thumb(browser, city, ana):
    page = browser.open(ana, WHOLE, phone=True, dark=True)
    bar = page.locator(".cfg__bar")
    expect(bar).to_be_visible()
    expect(bar).to_contain_text("Ready")
    page.locator('label[for="tyres:45"]').tap()
    expect(bar).to_contain_text(re.compile("1.030"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    bar.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("City bike")


def test_by_keyboard_alone(browser, city, ana):
    page = browser.open(ana, "/build/city?frame=steel")
    option(page, "frame:steel").focus()
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.name === 'colour'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("[name=colour]:checked")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("colour=blue"))
    expect(option(page, "colour:blue")).to_be_focused()
