"""Receipts of what was chosen."""

from tests import make
from tests.consent.test_choices import say_yes

PAGE = "/privacy"


def test_a_receipt_says_what_was_chosen_when_and_in_which_words(ana, sign_in):
    event = say_yes(ana)

    page = sign_in(ana).visit(PAGE).follow("All receipts").follow("News")

    assert page.h1 == f"Receipt {event.number}"
    assert event.wording in page.text
    assert "ana@example.com" in page.text


def test_ben_cannot_read_anas_receipt(ana, ben, sign_in):
    event = say_yes(ana)

    assert sign_in(ben).visit(f"{PAGE}/receipts/{event.id}").status == 404
    assert sign_in(ben).visit(f"{PAGE}/receipts?before={event.id + 1}").text.count("R-") == 0


def test_many_receipts_are_paged(ana, sign_in):
    for _ in range(60):
        make.consent(ana)

    page = sign_in(ana).visit(f"{PAGE}/receipts")
    assert len(page.all("//main//li")) == 50

    page = page.follow("Older")
    assert len(page.all("//main//li")) == 10
    assert len(page.follow("Newest").all("//main//li")) == 50


def test_a_forged_place_in_the_list_is_the_beginning(ana, sign_in):
    say_yes(ana)

    for forged in ("x", "-1", "9" * 40, "1e3"):
        assert "R-3001" in sign_in(ana).visit(f"{PAGE}/receipts?before={forged}").text
