"""Erasing one's data in a real browser: readable by everybody, in either theme, at any width."""

import os

import pytest

from portal.privacy import copying, requests
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_the_pages_are_accessible(browser, ana, phone, dark):
    make.order(of=ana)
    page = browser.open(ana, "/privacy/erase", phone=phone, dark=dark)
    assert_accessible(page)
    shot(page, f"erase-{phone}-{dark}")
    requests.ask_for_copy(ana)
    copying.make_what_waits()
    requests.ask_to_be_erased(ana)
    page.goto("/privacy/erase")
    assert_accessible(page)
    shot(page, f"asked-{phone}-{dark}")
    page.goto("/privacy")
    shot(page, f"privacy-{phone}-{dark}")


def shot(page, name):
    if os.environ.get("SHOTS"):
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)


def test_without_scripts_it_is_the_same(browser, ana):
    page = browser.open(ana, "/privacy/erase", javascript=False)
    page.get_by_label("Your password").fill(make.PASSWORD)
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("button", name="Keep my data").click()

    assert requests.wish_of(ana) is None
    assert "Your data stays" in page.inner_text("body")
