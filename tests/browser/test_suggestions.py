"""Suggestions while a concern is typed, in a real browser. (Once new.html has the two includes.)"""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from portal.articles.models import AvoidedConcern
from portal.database import session
from portal.demo.articles import add_articles
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database


@pytest.fixture
def form(browser, ana, lea):
    add_articles(by=lea)
    page = browser.open(ana, "/concerns/new")
    page.wait_for_load_state("networkidle")
    return page


def typed(page, words):
    page.locator("#subject").fill("")
    page.locator("#subject").press_sequentially(words, delay=20)
    return page.locator("#suggestions a")


def test_articles_come_while_it_is_typed_and_the_words_stay(form):
    expect(typed(form, "brake squeals").first).to_contain_text("Brakes that squeal")
    expect(form.locator("#subject")).to_have_value("brake squeals")
    expect(form.locator("#subject")).to_be_focused()
    assert_accessible(form)
    expect(typed(form, "umbrella")).to_have_count(0)


def test_enter_sends_the_concern_and_never_says_that_it_is_answered(form):
    expect(typed(form, "my invoice is wrong").first).to_contain_text("invoice")

    form.keyboard.press("Enter")

    expect(form.locator(".errors")).to_be_visible()
    assert "/concerns/new" in form.url


def test_this_answered_it_leads_to_the_article(form):
    expect(typed(form, "my invoice is wrong").first).to_contain_text("invoice")

    form.get_by_role("button", name="This answered it").first.click()

    expect(form.locator("h1")).to_have_text("Your invoice")
    session.commit()
    assert session.scalar(select(func.count()).select_from(AvoidedConcern)) == 1
