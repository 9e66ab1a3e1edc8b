"""Calling it spam at the desk: one, many, by key, and back."""

import pytest
from playwright.sync_api import expect

from portal.tickets import spam
from portal.tickets.raising import raise_as_visitor
from portal.tickets.states import TicketKind
from tests import make

SENDER = "winner@lottery.example.com"


def from_a_stranger(subject="You have won"):
    return raise_as_visitor(
        address=SENDER,
        name="Lottery",
        kind=TicketKind.QUESTION,
        subject=subject,
        body="Click here.",
        once=None,
    )


def numbers(page):
    return {each["value"] for each in page.by_class("pick")}


def test_one_is_marked_and_the_next_of_the_view_opens(ana, kim, sign_in):
    ticket = from_a_stranger()
    other = make.ticket(by=ana)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}?view=needs-reply")

    page = page.press("Mark as spam")

    assert page.url.endswith(f"/desk/tickets/{other.number}?view=needs-reply")
    assert numbers(page) == {other.number}
    assert f"{ticket.number} is spam" in page.flashes[0]

    page = page.press("Undo")
    assert spam.spam_of(ticket) is None


def test_its_page_says_so_and_takes_it_back(kim, sign_in):
    ticket = from_a_stranger()
    spam.mark(ticket, by=kim)
    browser = sign_in(kim)
    page = browser.visit("/desk").follow("Spam")
    assert (page.h1, numbers(page)) == ("Spam", {ticket.number})

    page = browser.visit(f"/desk/tickets/{ticket.number}")
    assert "Spam, said Kim Visser" in page.text
    page = page.press("Not spam")

    assert f"{ticket.number} is not spam" in page.flashes[0]
    assert "Mark as spam" in page.buttons()


def test_its_sender_is_blocked_with_one_more_press_and_let_in_again(kim, sign_in):
    ticket = from_a_stranger()
    spam.mark(ticket, by=kim)

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").press("Block the sender")
    assert "Its sender is blocked" in page.text
    page = page.follow("Its sender is blocked")
    assert (page.h1, SENDER in page.text) == ("Blocked senders", True)
    page = page.press("Let in")

    assert page.flashes == [f"Mail from {SENDER} reaches us again"]
    assert "Nobody is blocked" in page.text


def test_who_signs_in_is_offered_no_block_and_a_hostile_one_is_refused(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)
    page = browser.visit(f"/desk/tickets/{ticket.number}")
    assert not [each for each in page.buttons() if "block" in each]

    page = browser.post(
        f"/desk/tickets/{ticket.number}/spam", {"do": "block", "csrf_token": browser.csrf_token}
    )

    assert "signs in here" in page.text
    assert spam.spam_of(ticket) is None


def test_many_are_marked_and_undone_in_one_go(kim, sign_in):
    tickets = [from_a_stranger(f"number {place}") for place in range(3)]
    browser = sign_in(kim)
    browser.visit("/desk")

    picked = {"pick": [each.number for each in tickets], "csrf_token": browser.csrf_token}
    page = browser.post("/desk/bulk", {"do": "spam:yes", **picked})
    assert "3 concerns put with the spam" in page.text
    assert numbers(page) == set()

    page.press("Undo")
    assert not any(map(spam.spam_of, tickets))


def test_a_customer_reads_nothing_of_it(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    assert page.status == 200
    assert "spam" not in page.html.lower()


@pytest.mark.one_database
def test_an_exclamation_mark_marks_what_is_open(browser, kim):
    ticket = from_a_stranger()
    page = browser.open(kim, f"/desk/tickets/{ticket.number}")

    page.keyboard.press("!")

    expect(page.locator("[data-flash]", has_text=f"{ticket.number} is spam")).to_be_visible()
    expect(page.get_by_role("button", name="Not spam")).to_be_visible()
