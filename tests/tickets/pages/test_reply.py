"""Replying, with htmx and without."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import session
from portal.tickets.drafting import draft_of, save
from portal.tickets.models import Reply
from tests import make
from tests.rig.browserless import both_ways


@pytest.fixture
def ticket(ana, kim):
    """Answered yesterday, with a note that nobody but staff may read."""
    yesterday = clock.now() - timedelta(days=1)
    return make.ticket(by=ana, answered_by=kim, noted_by=kim, note="CANARY note", at=yesterday)


@both_ways
def test_a_reply_stands_under_the_last_message_and_makes_it_our_turn(ana, ticket, sign_in, htmx):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.fill(your_reply="Here is\nthe photo.", files=("brake.png", make.PNG))
    page = page.press("Send reply", htmx=htmx)

    assert page.status == 200
    assert page.by_class("msg__body")[-1].text.startswith("Here is the photo.")
    assert page.by_class("filechip__name")[-1].text == "brake.png"
    assert "We're on it" in [each.text for each in page.by_class("pill")]
    assert page.value("body") == ""
    assert session.scalar(select(func.count(Reply.id))) == 4


@both_ways
def test_blank_reply_says_what_is_missing(ana, ticket, sign_in, htmx):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.fill(your_reply="   ").press("Send reply", htmx=htmx)

    assert (page.status, page.errors) == (422, ["Write your reply"])


@both_ways
def test_words_that_are_too_many_are_refused_and_stay(ana, ticket, sign_in, htmx):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.fill(your_reply="x" * 20_001).press("Send reply", htmx=htmx)

    assert (page.status, page.errors) == (422, ["Keep it shorter than 20 000 characters"])
    assert len(page.value("body")) == 20_001


def test_characters_that_no_database_keeps_are_refused(ana, ticket, sign_in):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.browser.post(
        f"/concerns/{ticket.number}/replies",
        {"csrf_token": page.value("csrf_token"), "body": "a\0b"}, Referer=page.url,
    )  # fmt: skip

    assert (page.status, page.errors) == (422, ["Remove the characters that cannot be shown"])
    assert session.scalar(select(func.count(Reply.id))) == 3


@both_ways
def test_a_file_that_is_refused_leaves_the_words(ana, ticket, sign_in, htmx):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.fill(your_reply="See the photo", files=("brake.exe", b"MZ program"))
    page = page.press("Send reply", htmx=htmx)

    assert page.status == 422
    assert page.errors == [
        "brake.exe is a program. Send a picture, a document or a text. Choose your files again"
    ]
    assert page.value("body") == "See the photo"


@both_ways
def test_the_same_reply_twice_is_said_once(ana, ticket, sign_in, htmx):
    browser = sign_in(ana)
    first, second = (browser.visit(f"/concerns/{ticket.number}") for _ in range(2))
    key = first.value("once")

    first.fill(your_reply="Here it is").press("Send reply", htmx=htmx)
    page = second.fill(your_reply="Here it is", once=key).press("Send reply", htmx=htmx)

    assert page.status == 200
    assert session.scalar(select(func.count(Reply.id))) == 4


@both_ways
def test_other_words_under_the_same_key_are_asked_about(ana, ticket, sign_in, htmx):
    browser = sign_in(ana)
    first, second = (browser.visit(f"/concerns/{ticket.number}") for _ in range(2))
    key = first.value("once")
    first.fill(your_reply="Here it is").press("Send reply", htmx=htmx)

    page = second.fill(your_reply="And another", once=key).press("Send reply", htmx=htmx)

    assert page.status == 422
    assert page.value("body") == "And another"
    page.press("Send reply", htmx=htmx)
    assert session.scalar(select(func.count(Reply.id))) == 5


@both_ways
def test_words_are_shown_as_words(ana, ticket, sign_in, htmx):
    evil = (
        '<img src=x onerror=alert(1)> <script>alert(1)</script> \u202eevil https://example.com/"x'
    )
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.fill(your_reply=evil).press("Send reply", htmx=htmx)

    assert "<img" not in page.html.replace('<img src="/static', "")
    assert "<script>alert" not in page.html
    assert page.by_class("msg__body")[-1].get("dir") == "auto"


@both_ways
def test_after_a_reply_the_draft_is_gone(ana, ticket, sign_in, htmx):
    save(ana, f"reply-{ticket.number}", {"body": "Here is"})
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")
    assert page.value("body") == "Here is"
    assert "Draft kept Today" in page.text

    page = page.press("Send reply", htmx=htmx)

    assert "Draft kept" not in page.text
    assert draft_of(ana, f"reply-{ticket.number}") is None
