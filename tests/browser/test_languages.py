"""The customer's side in Arabic: from right to left, on a desk and in a hand, by day and night."""

import pytest

from portal.accounts.models import User
from portal.database import atomic, session
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
PAGES = ["/", "/concerns", "/concerns/new", "/orders", "/preferences", "/privacy", "/profile"]
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@atomic()
def reads_arabic(user: User) -> None:
    session.merge(user).language = "ar"


@pytest.mark.parametrize("look", [{"phone": True, "dark": True}, {}], ids=["phone", "desk"])
def test_a_page_in_arabic_bars_nobody(browser, ana, look):
    make.ticket(by=ana, order=make.order(of=ana))
    reads_arabic(ana)
    page = browser.open(ana, "/", **look)
    for address in PAGES:
        page.goto(address)

        assert page.locator("html").get_attribute("dir") == "rtl"
        assert not page.evaluate(WIDER), f"{address} scrolls sideways"
        assert_accessible(page)
