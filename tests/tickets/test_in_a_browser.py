"""The customer's side in a real browser, with scripts and without, on a desk and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.database import session
from portal.tickets.drafting import draft_of
from portal.tickets.models import TicketState
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
PHOTO = {"name": "brake.png", "mimeType": "image/png", "buffer": make.PNG}


@pytest.fixture
def ticket(ana, kim):
    yesterday = clock.now() - timedelta(days=1)
    order = make.order(of=ana)
    return make.ticket(by=ana, answered_by=kim, assignee=kim, order=order, at=yesterday)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_every_page_is_accessible_by_day_and_by_night(browser, ana, maria, olaf, ticket, phone):
    make.ticket(by=ana, state=TicketState.SOLVED)
    shared = make.ticket(by=maria)
    for who, path in (
        (ana, f"/concerns/{ticket.number}"), (ana, "/concerns"), (ana, "/concerns/new"),
        (None, "/concerns/new"), (maria, f"/concerns/{shared.number}"), (ana, "/"),
    ):  # fmt: skip
        page = browser.open(who, path, phone=phone, dark=phone)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} scrolls sideways"


def test_a_reply_is_kept_while_typing_and_sent_without_leaving_the_page(browser, ana, ticket):
    page = browser.open(ana, f"/concerns/{ticket.number}")
    page.evaluate("window.stayed = true")

    page.get_by_label("Your reply").fill("Here it is.")
    expect(page.locator("[data-draft-state]")).to_contain_text("Saved", timeout=15_000)
    session.commit()
    assert draft_of(ana, f"reply-{ticket.number}").fields["body"] == "Here it is."
    page.get_by_label("Add a photo").set_input_files(PHOTO)
    page.get_by_role("button", name="Send reply").click()

    expect(page.get_by_text("We're on it")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(page.get_by_role("link", name="brake.png")).to_be_visible()
    assert page.evaluate("window.stayed")
    session.commit()
    assert draft_of(ana, f"reply-{ticket.number}") is None


def test_a_fault_takes_the_focus_and_the_next_try_goes_through(browser, ana, ticket):
    page = browser.open(ana, f"/concerns/{ticket.number}")

    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".errors")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Your reply").fill("Here it is.")
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator(".msg--me .msg__body").last).to_contain_text("Here it is.")
    expect(page.locator(".errors")).to_have_count(0)


def test_everything_works_without_scripts(browser, ana, ticket):
    page = browser.open(ana, f"/concerns/{ticket.number}", javascript=False, phone=True)

    page.get_by_label("Your reply").fill("Here it is.")
    page.get_by_label("Add a photo").set_input_files(PHOTO)
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".msg--me .msg__body").last).to_contain_text("Here it is.")
    page.get_by_role("button", name="It's solved").click()
    expect(page.locator(".flash")).to_contain_text("Marked as solved")
    page.get_by_role("button", name="It is not solved").click()

    expect(page.locator(".flash")).to_contain_text("Open again")


def test_a_concern_is_raised_by_keyboard_alone(browser, ana, ticket):
    page = browser.open(ana, "/concerns/new")

    page.get_by_label("A question").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Which bell fits?")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("On the City 8.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Which bell fits?")
    expect(page.locator(".flash")).to_contain_text("We have it: ")


def test_a_file_of_a_stranger_is_saved_and_never_run(browser, ana, ticket):
    evil = b"<script>document.title = 'taken'</script>"
    make.attachment(ticket.replies[0], name="evil.html", content=evil, media_type="text/html")
    page = browser.open(ana, f"/concerns/{ticket.number}")

    with page.expect_download() as saved:
        page.get_by_role("link", name="evil.html").click()

    assert saved.value.suggested_filename == "evil.html"
    assert ticket.subject in page.title()
