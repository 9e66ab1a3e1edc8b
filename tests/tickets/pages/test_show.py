"""A concern and the talk in it."""

from datetime import timedelta

import pytest

from portal import clock
from portal.database import session
from portal.tickets.models import TicketState
from portal.tickets.triage import assign
from tests import make


@pytest.fixture
def ticket(ana, kim):
    """Answered yesterday, with a note that nobody but staff may read."""
    yesterday = clock.now() - timedelta(days=1)
    return make.ticket(by=ana, answered_by=kim, noted_by=kim, note="CANARY note", at=yesterday)


def names(page) -> list[str]:
    return [each.text for each in page.by_class("msg__who")]


def test_it_says_whose_turn_it_is_and_what_happens_next(ana, kim, ticket, sign_in):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    assert page.h1 == ticket.subject
    assert names(page) == ["You", "Kim Visser"]
    assert "Your turn" in [each.text for each in page.by_class("pill")]
    assert [each.text for each in page.by_class("step__name")] == [
        "Received", "First answer", "Your turn", "Solved",
    ]  # fmt: skip
    assert "CANARY" not in page.html


def test_who_took_it_on_stands_between_the_words(ana, kim, lea, ticket, sign_in):
    assign(ticket, to=kim, by=kim)
    assign(ticket, to=lea, by=kim)

    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    said = [each.text.split(",")[0].strip() for each in page.by_class("event")]
    assert said == ["Kim Visser took this on", "Kim Visser gave this to Lea Moreau"]
    assert "Looked after by Lea Moreau" in page.text


@pytest.mark.parametrize("number", ["C-1001", "1001", "c-1001", " C-1001"])
def test_however_the_number_is_typed(ana, ticket, sign_in, number):
    assert sign_in(ana).visit(f"/concerns/{number}").status == 200


@pytest.mark.parametrize(
    "number",
    ["C-9999", "C-99999999999999999999", "C-0", "C--1", "x", "%00", "C-١٠٠١", "2147483648"],
)
def test_what_is_not_there_is_a_404(ana, ticket, sign_in, number):
    assert sign_in(ana).visit(f"/concerns/{number}").status == 404


def test_what_is_not_mine_looks_like_what_is_not_there(ana, ben, ticket, sign_in):
    browser = sign_in(ben)

    theirs, nothing = browser.visit(f"/concerns/{ticket.number}"), browser.visit("/concerns/C-9999")

    assert theirs.status == nothing.status == 404
    assert (
        theirs.by_id("main").text.split("Reference")[0]
        == (nothing.by_id("main").text.split("Reference")[0])
    )


@pytest.mark.parametrize("verb", ["replies", "solve", "reopen", "share", "stop-sharing"])
def test_nothing_is_done_to_what_is_not_mine(ana, ben, ticket, sign_in, verb):
    browser = sign_in(ben)
    token = browser.visit("/concerns/new").value("csrf_token")

    page = browser.post(
        f"/concerns/{ticket.number}/{verb}", {"csrf_token": token, "body": "x"},
        Referer=browser.base_url,
    )  # fmt: skip

    assert page.status == 404
    session.refresh(ticket)
    assert (ticket.state, len(ticket.replies)) == (TicketState.WAITING, 3)


def test_a_colleague_s_words_stand_under_their_name(maria, olaf, sign_in):
    ticket = make.ticket(by=maria)
    make.reply(ticket, by=olaf, body="Me too")

    assert names(sign_in(maria).visit(f"/concerns/{ticket.number}")) == ["You", "Olaf Berg"]


def test_the_part_alone_is_what_htmx_asks_for(ana, ticket, sign_in):
    page = sign_in(ana).get_fragment(f"/concerns/{ticket.number}", "div#conversation")

    assert page.html.strip().startswith('<div id="conversation"')


def test_staff_read_it_at_the_desk(kim, ticket, sign_in):
    assert sign_in(kim).visit(f"/concerns/{ticket.number}").status in (403, 404)
