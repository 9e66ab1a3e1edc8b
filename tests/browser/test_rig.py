"""The browser of the tests complains about what people would not see."""

import pytest

pytestmark = pytest.mark.one_database


def test_a_word_on_the_console_is_a_complaint(browser):
    page = browser.open()

    with page.expect_event("console"):
        page.evaluate("() => console.warn('odd')")

    assert [each for each in browser.complaints if "odd" in each]
    browser.complaints.clear()


def test_a_breach_of_the_content_policy_is_a_complaint(browser):
    page = browser.open()

    with page.expect_event("console"):
        page.evaluate("() => { document.body.setAttribute('style', 'color: red') }")

    assert [each for each in browser.complaints if "Content Security Policy" in each]
    browser.complaints.clear()


def test_without_javascript_nothing_runs(browser):
    page = browser.open(javascript=False)

    assert page.locator("h1").count() == 1
