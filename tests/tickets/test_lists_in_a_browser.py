"""Lists and shared links in a real browser: the list follows what is typed, the page stays."""

import pytest
from playwright.sync_api import expect

from portal.orders.models import ProductionStage
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database


def test_the_list_follows_what_is_typed_and_the_address_keeps_it(browser, ana):
    make.ticket(by=ana, subject="Front brake squeals")
    make.ticket(by=ana, subject="A bell", body="Which fits?")
    page = browser.open(ana, "/concerns")
    lines = page.locator("#found .lines > li")
    expect(lines).to_have_count(2)

    page.get_by_label("Search your concerns").press_sequentially("bell")

    expect(lines).to_have_count(1)
    expect(page.get_by_label("Search your concerns")).to_be_focused()
    assert "q=bell" in page.url
    page.reload()
    expect(lines).to_have_count(1)
    page.get_by_label("Search your concerns").fill("")
    page.get_by_label("Kind").select_option("idea")
    expect(page.get_by_text("Nothing found")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_lists_are_accessible_by_day_and_by_night(browser, ana, phone):
    order = make.order(of=ana, stage=ProductionStage.DELIVERED)
    for number in range(3):
        make.ticket(by=ana, subject=f"Concern {number}", order=order)
    for path in (
        "/products", "/orders", f"/orders/{order.number}", "/concerns", "/orders?format=print",
    ):  # fmt: skip
        page = browser.open(ana, path, phone=phone, dark=phone)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} scrolls sideways"


def test_a_link_is_made_beside_a_half_written_reply_and_read_by_a_stranger(browser, ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim)
    page = browser.open(ana, f"/concerns/{ticket.number}")
    page.get_by_label("Your reply").fill("half a sentence")

    page.get_by_text("Share by link").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("#made-link").input_value()

    expect(page.get_by_label("Your reply")).to_have_value("half a sentence")
    assert_accessible(page)
    stranger = browser.open(None, link[link.index("/s/") :], phone=True, dark=True)
    expect(stranger.get_by_text("Thank you, we are looking into it.")).to_be_visible()
    assert_accessible(stranger)
