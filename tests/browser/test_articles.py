"""Help in a real browser: reading, answering, writing, with and without scripts."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.articles.models import Article
from portal.database import session
from portal.demo.articles import add_articles
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
READING = (
    "/help", "/help?q=brakes", "/help/which-frame-size", "/help/brakes-squeal?lang=ar",
    "/help/brakes-squeal/feedback?helpful=no",
)  # fmt: skip
WRITING = (
    "/desk/articles", "/desk/articles/brakes-squeal", "/desk/articles/brakes-squeal/ar",
    "/desk/articles/brakes-squeal/en/versions", "/desk/articles/new",
)  # fmt: skip


@pytest.fixture(autouse=True)
def help_pages(lea):
    add_articles(by=lea)


@pytest.mark.parametrize("dark_phone", [False, True], ids=["light desktop", "dark phone"])
@pytest.mark.parametrize("path", [*READING, *WRITING])
def test_pages_are_accessible_and_do_not_scroll_sideways(browser, lea, path, dark_phone):
    reader = lea if path in WRITING else None
    page = browser.open(reader, path, phone=dark_phone, dark=dark_phone)

    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_preview_keeps_what_was_typed(browser, lea):
    page = browser.open(lea, "/desk/articles/brakes-squeal/en")
    text = page.get_by_label("Text", exact=True)

    for words in ("new", "newer"):
        text.fill(f"# Hello\n\nThis is **{words}**.")
        page.locator("#preview button").click()
        expect(page.locator("#preview strong")).to_have_text(words)
        expect(text).to_have_value(f"# Hello\n\nThis is **{words}**.")
    expect(page.locator("#say")).to_have_text("Preview shown")


def test_enter_in_the_title_saves_the_draft(browser, mona):
    page = browser.open(mona, "/desk/articles/brakes-squeal/en")

    page.get_by_label("Title").fill("Brakes, louder")
    page.keyboard.press("Enter")

    expect(page.locator("[data-flash]")).to_contain_text("The draft is kept")


def test_who_was_slower_is_told_and_keeps_their_text(browser, lea, mona):
    slow, quick = (browser.open(who, "/desk/articles/brakes-squeal/en") for who in (lea, mona))
    quick.get_by_label("Summary").fill("Mona was quicker.")
    quick.get_by_role("button", name="Save draft").click()
    expect(quick.locator("[data-flash]")).to_contain_text("The draft is kept")

    slow.get_by_label("Summary").fill("Lea was slower.")
    slow.get_by_role("button", name="Save draft").click()

    expect(slow.locator(".errors")).to_be_focused()
    expect(slow.locator(".errors")).to_contain_text("Mona Idris saved another text")
    expect(slow.get_by_label("Summary")).to_have_value("Lea was slower.")
    assert_accessible(slow)


def test_everything_works_without_scripts(browser, lea):
    page = browser.open(lea, "/desk/articles/new", javascript=False)
    page.get_by_label("Title").fill("Bells")
    page.get_by_label("Summary").fill("Ring before you pass.")
    page.get_by_label("Text", exact=True).fill("Ring **twice**.")
    page.get_by_role("button", name="Show preview").click()
    expect(page.locator("#preview strong")).to_have_text("twice")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".flash")).to_contain_text("Everybody reads this in English now")

    page.goto("/help?q=ring")
    page.get_by_role("link", name="Bells").click()
    page.get_by_role("link", name="Yes, it helped").click()
    page.get_by_role("button", name="Send answer").click()
    expect(page.locator(".flash")).to_contain_text("Your answer is kept")

    session.commit()
    assert session.scalars(select(Article).where(Article.slug == "bells")).one().is_published
