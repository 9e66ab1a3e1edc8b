from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.tickets.models import TicketState
from tests import make
from tests.rig.chromium import assert_accessible

pytestmark = pytest.mark.one_database
in_all_looks = pytest.mark.parametrize(
    "looks", [{}, {"dark": True}, {"phone": True}], ids=["day", "night", "phone"]
)


@pytest.fixture
def two(ana, ben):
    """Ana's concern is due before Ben's."""
    now = clock.now()
    return (
        make.ticket(by=ana, subject="Front brake squeals", at=now - timedelta(hours=23)),
        make.ticket(by=ben, subject="Light flickers", at=now - timedelta(hours=20)),
    )


def test_kim_answers_from_the_keyboard_and_the_next_one_opens(browser, kim, two):
    first, second = two
    page = browser.open(kim, "/desk")

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Front brake squeals")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Front brake squeals")

    page.keyboard.press("r")
    page.keyboard.type("Send a photo, j and k are only letters here.")
    page.get_by_role("button", name="Send, then wait for Ana").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Light flickers")
    expect(page.locator("[data-flash]")).to_contain_text(f"Sent to Ana Ruiz, {first.number}")
    assert second.number in page.url


def test_a_note_turns_the_composer_amber_and_names_its_button(browser, kim, two):
    page = browser.open(kim, f"/desk/tickets/{two[0].number}")

    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Add note")).to_be_visible()
    expect(page.get_by_role("button", name="Send and solve")).to_be_hidden()
    page.keyboard.type("Same pads again.")
    page.get_by_role("button", name="Add note").click()

    expect(page.locator(".msg--note")).to_contain_text("Same pads again.")


def test_what_was_typed_stands_there_after_a_blank_note(browser, kim, two):
    page = browser.open(kim, f"/desk/tickets/{two[0].number}?view=needs-reply")

    page.get_by_role("button", name="Send, then wait for Ana").click()

    expect(page.locator(".field__error")).to_contain_text("Write your message")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_it_works_without_scripts(browser, kim, two):
    page = browser.open(kim, "/desk", javascript=False)

    page.get_by_role("link", name="Front brake squeals").click()
    page.get_by_label("Message", exact=True).fill("Done.")
    page.get_by_role("button", name="Send and solve").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Light flickers")


def test_on_a_phone_the_concern_takes_the_screen_and_leads_back(browser, kim, two):
    page = browser.open(kim, "/desk", phone=True)

    page.get_by_role("link", name="Front brake squeals").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Light flickers")).to_be_hidden()

    page.get_by_role("link", name="Queue", exact=True).first.click()
    expect(page.get_by_role("link", name="Light flickers")).to_be_visible()


@pytest.mark.parametrize(
    "looks", [{}, {"dark": True}, {"phone": True}], ids=["day", "night", "phone"]
)
def test_every_page_of_the_desk_is_accessible(browser, ana, kim, two, looks):
    make.order(of=ana)
    make.ticket(by=ana, answered_by=kim, noted_by=kim, state=TicketState.SOLVED)
    waiting = make.ticket(by=ana, answered_by=kim, noted_by=kim, confirmed=False)
    make.reply(waiting, by=ana, body="I am her brother.", is_unverified=True, rest="> earlier")
    paths = [
        "/desk",
        f"/desk/tickets/{waiting.number}?view=waiting",
        "/desk/tickets/new",
        "/desk/customers",
        f"/desk/customers/{ana.customer.number}",
    ]

    page = browser.open(kim, None, **looks)
    for path in paths:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize(
    "looks", [{}, {"dark": True}, {"phone": True}], ids=["day", "night", "phone"]
)
def test_the_customers_own_page_is_accessible(browser, ana, kim, looks):
    order = make.order(of=ana)
    make.ticket(by=ana, answered_by=kim)
    page = browser.open(ana, None, **looks)
    for path in ["/", "/orders", f"/orders/{order.number}"]:
        page.goto(path)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_welcome_is_accessible(browser, app):
    assert_accessible(browser.open(None, "/"))
