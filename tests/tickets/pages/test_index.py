"""The list of one's concerns."""

import pytest

from portal.accounts.models import Sight
from portal.tickets.models import TicketState
from portal.web.listing import PAGE
from tests import make


def numbers(page) -> list[str]:
    return [each.text for each in page.all("//ul[contains(@class, 'lines')]//*[@class='nowrap']")]


def test_it_shows_what_is_mine_and_nothing_else(ana, ben, kim, sign_in):
    mine = make.ticket(by=ana, answered_by=kim)
    make.ticket(by=ben, subject="CANARY")
    make.ticket(by=ana, subject="CANARY", confirmed=False)

    page = sign_in(ana).visit("/concerns")

    assert numbers(page) == [mine.number]
    assert "Your turn" in page.text
    assert "CANARY" not in page.html


@pytest.mark.parametrize(("sees", "found"), [(Sight.OWN, 1), (Sight.SHARED, 2), (Sight.ALL, 3)])
def test_a_colleague_finds_what_they_may_see(northwind, maria, sign_in, sees, found):
    otto = make.user("Otto Vik", of=northwind, email="otto@northwind.example.com", sees=sees)
    make.ticket(by=maria)
    make.ticket(by=maria, shown_to=otto)
    make.ticket(by=otto)

    assert len(numbers(sign_in(otto).visit("/concerns"))) == found


def test_open_and_solved_apart(ana, kim, sign_in):
    solved = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)
    waiting = make.ticket(by=ana, answered_by=kim)
    page = sign_in(ana).visit("/concerns")

    assert numbers(page.follow("Solved 1")) == [solved.number]
    assert numbers(page.follow("Open 1")) == [waiting.number]
    assert numbers(page.follow("Your turn 1")) == [waiting.number]
    assert numbers(page.follow("All 2")) == [waiting.number, solved.number]


@pytest.mark.parametrize("words", ["squeals", "SQUEALS", "c-1001", " 1001 ", "the workshop"])
def test_it_finds_words_numbers_and_what_was_said(ana, kim, sign_in, words):
    ticket = make.ticket(by=ana, answered_by=kim, answer="I ask the workshop.")
    make.ticket(by=ana, subject="A bell", body="Which fits?")
    assert ticket.number == "C-1001"

    page = sign_in(ana).visit("/concerns").fill(q=words)
    page = page.browser.visit(f"/concerns?q={words}")

    assert numbers(page) == [ticket.number]


@pytest.mark.parametrize("words", ["%", "_", "CANARY", "\"'*(", "x" * 5_000, "%" * 300])
def test_it_searches_words_literally_and_only_what_may_be_read(ana, ben, kim, sign_in, words):
    ticket = make.ticket(by=ana, noted_by=kim, note="CANARY")
    make.reply(ticket, by=ana, body="CANARY", is_unverified=True)
    make.ticket(by=ben, subject="CANARY")

    page = sign_in(ana).visit(f"/concerns?q={words.replace('%', '%25')}")

    assert page.status == 200
    assert numbers(page) == []
    assert "Nothing found" in page.text


def test_a_letter_that_databases_lower_in_different_ways_is_no_fault(ana, sign_in):
    assert sign_in(ana).visit("/concerns?q=\u0130").status == 200


def test_long_lists_come_in_pages(ana, sign_in):
    made = [make.ticket(by=ana).number for _ in range(2 * PAGE + 3)][::-1]
    first = sign_in(ana).visit("/concerns")

    second = first.follow("Older")
    third = second.follow("Older")

    assert [*numbers(first), *numbers(second), *numbers(third)] == made
    assert numbers(third.follow("Newer")) == numbers(second)
    assert numbers(third.follow("Newer").follow("Newer")) == numbers(first)
    assert "Newer" not in first.text and "Older" not in third.text


@pytest.mark.parametrize("place", ["C-1001", "C-99999999999", "'", "%00", "-1"])
def test_a_page_beside_what_is_not_mine_is_empty_or_whole_and_never_breaks(
    ana, ben, sign_in, place
):
    make.ticket(by=ben)
    make.ticket(by=ana)

    for side in ("before", "after"):
        page = sign_in(ana).visit(f"/concerns?{side}={place}")
        assert (page.status, numbers(page)) == (200, [])


def test_who_is_not_signed_in_signs_in_first(app, ana, visitor):
    assert visitor.visit("/concerns").path.endswith("/sign-in")


def test_an_odd_filter_shows_everything(ana, sign_in):
    ticket = make.ticket(by=ana)

    assert numbers(sign_in(ana).visit("/concerns?show=<script>")) == [ticket.number]
