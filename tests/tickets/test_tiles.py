"""Concerns on the home page, and the number in the header."""

from portal.tickets.conversation import note
from portal.tickets.models import TicketState
from tests import make


def test_what_waits_for_you_comes_first(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim, assignee=kim)

    page = sign_in(ana).visit("/")

    assert "Kim asked you something" in page.text
    page = page.follow("Reply to Kim")
    assert page.h1 == ticket.subject


def test_the_header_counts_what_waits_for_you(ana, ben, kim, sign_in):
    for _ in range(2):
        make.ticket(by=ana, answered_by=kim)
    make.ticket(by=ana)
    make.ticket(by=ben, answered_by=kim)
    make.ticket(by=ana, answered_by=kim, confirmed=False)

    assert [each.text for each in sign_in(ana).visit("/").by_class("count-dot")] == ["2"]


def test_the_tile_shows_the_latest_and_leads_to_the_rest(ana, ben, kim, sign_in):
    for number in range(6):
        make.ticket(by=ana, subject=f"Concern {number}")
    make.ticket(by=ben, subject="CANARY")

    page = sign_in(ana).visit("/")

    assert "Concern 5" in page.text and "Concern 1" not in page.text
    assert "CANARY" not in page.html
    assert "We are on 6 of your concerns." in page.text
    assert page.follow("All concerns").h1 == "Your concerns"


def test_a_quiet_home_says_what_will_be_here(ana, kim, sign_in):
    make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED, confirmed=False)

    page = sign_in(ana).visit("/")

    assert "What you tell us appears here" in page.text
    assert "Nothing is waiting for you." in page.text


def test_a_note_is_in_no_snippet(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim)

    note(ticket, body="CANARY", by=kim)

    assert "CANARY" not in sign_in(ana).visit("/").html
