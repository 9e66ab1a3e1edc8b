"""The links in a follow-up, followed without signing in."""

import pytest
from sqlalchemy import select

from portal.consent.models import Purpose
from portal.consent.standing import standings
from portal.database import atomic, session
from portal.followups.enrolled_models import FollowUpAnswer
from portal.history.models import Entry
from portal.messages import suppressing
from portal.messages.models import Message
from portal.tickets.models import Reply, Ticket, TicketKind, TicketState, Visibility
from portal.tickets.queue import Queue, View
from tests import make
from tests.followups.making import delivered, link, mails, message, planned, sent
from tests.house.test_rights import everything


@pytest.fixture
def asked(ana, check_in, told):
    """Ana has the check-in about her City 8."""
    delivered(ana)
    planned()
    return sent()


def tickets():
    session.expire_all()
    return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def stands_on(ana):
    return standings(ana.customer.contact_points[0])[Purpose.CHECK_INS].is_on


def test_wrong_opens_a_concern_and_says_its_number(asked, visitor, kim, mailbox):
    page = visitor.visit(link(asked, "a", "wrong"))
    assert (page.status, page.h1) == (200, "Something is wrong")
    assert "City 8" in page.text

    page = page.fill(words="The front brake squeals.").press("Send this answer")

    (ticket,) = tickets()
    assert page.status == 200
    assert f"Your concern has the number {ticket.number}" in page.text
    assert "You hear from us by" in page.text
    order = asked.enrolment.trigger.order
    assert (ticket.order_id, ticket.kind, ticket.assignee_id) == (
        order.id,
        TicketKind.BROKEN,
        kim.id,
    )
    said, note = ticket.replies
    assert said.body == "The front brake squeals."
    assert note.visibility is Visibility.NOTE
    for fact in (order.number, order.build, "Warranty: until 2028-11-13"):
        assert fact in note.body
    assert [mail.subject for mail in mailbox.to("ana@example.com")][-1].startswith(ticket.number)
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert "follow_up.answered" in kinds


def test_the_desk_finds_what_check_ins_opened(asked, visitor, ana, kim):
    make.ticket(by=ana, subject="not from a check-in")
    visitor.visit(link(asked, "a", "wrong")).press("Send this answer")

    found = Queue(me=kim, view=View.ALL, filters={"from": "check-ins"}).rows()

    assert [row.id for row in found] == [tickets()[-1].id]


def test_wrong_twice_opens_one_concern(asked, visitor):
    for _ in range(2):
        visitor.visit(link(asked, "a", "wrong")).press("Send this answer")

    assert len(tickets()) == 1
    assert [each.code for each in session.scalars(select(FollowUpAnswer))] == ["wrong"]


def test_good_thanks_and_opens_nothing(asked, visitor):
    page = visitor.visit(link(asked, "a", "good")).press("Send this answer")

    assert page.h1 == "Good to hear, Ana"
    assert tickets() == []
    assert mails()[0].answer.code == "good"


def test_wrong_then_good_keeps_the_concern_open_and_both_answers(asked, visitor):
    visitor.visit(link(asked, "a", "wrong")).press("Send this answer")

    page = visitor.visit(link(asked, "a", "good"))
    assert "You answered “Something is wrong” before" in page.text
    page = page.press("Send this answer")

    (ticket,) = tickets()
    assert ticket.state is not TicketState.SOLVED
    assert f"{ticket.number} stays open" in page.text
    assert [(each.code, each.counts) for each in mails()[0].answers] == [
        ("wrong", False),
        ("good", True),
    ]
    assert "corrected their answer" in ticket.replies[-1].body
    answered = [each for each in message().events if each.kind == "answered"]
    assert [each.particulars["code"] for each in answered] == ["wrong", "good"]


def test_an_open_concern_about_the_same_order_is_found_not_doubled(asked, visitor, ana):
    order = asked.enrolment.trigger.order
    known = make.ticket(by=ana, order=order, kind=TicketKind.BROKEN)

    page = visitor.visit(link(asked, "a", "wrong")).press("Send this answer")

    assert [each.id for each in tickets()] == [known.id]
    assert known.number in page.text


def test_opening_links_changes_nothing(asked, visitor, app):
    before = everything()
    for path in (
        link(asked, "a", "good"), link(asked, "a", "wrong"), link(asked, "u"), link(asked, "m"),
    ):  # fmt: skip
        for headers in ({}, {"Purpose": "prefetch"}, {"HX-Request": "true"}):
            assert visitor.client.get(path, headers=headers).status_code == 200
        assert visitor.client.head(path).status_code == 200
    assert everything() == before


def test_opening_a_link_sets_no_cookie(asked, visitor):
    answer = visitor.client.get(link(asked, "a", "good"))

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("way", ["a/{}/good", "u/{}", "m/{}"])
def test_a_guessed_link_shows_nothing(visitor, way):
    for mark in ("0" * 42, "x", "a" * 32 + "b" * 10):
        assert visitor.visit("/" + way.format(mark)).status == 404


def test_an_answer_that_the_playbook_does_not_have_is_not_there(asked, visitor):
    assert visitor.visit(link(asked, "a", "perhaps")).status == 404
    assert visitor.client.post(link(asked, "a", "perhaps")).status_code == 404


def test_another_site_cannot_answer_for_them(asked, visitor):
    answer = visitor.client.post(
        link(asked, "a", "wrong"), headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert tickets() == []


def test_what_was_typed_is_kept_when_it_is_too_long(asked, visitor):
    page = visitor.visit(link(asked, "a", "wrong")).fill(words="x" * 5001)
    page = page.press("Send this answer")

    assert page.status == 422
    assert page.value("words") == "x" * 5001
    assert tickets() == []


def test_somebody_else_with_the_mail_learns_no_more_than_a_first_name(asked, visitor):
    pages = [visitor.visit(link(asked, way, code)) for way, code in
             (("a", "good"), ("a", "wrong"), ("m", ""), ("u", ""))]  # fmt: skip
    pages.append(visitor.visit(link(asked, "a", "good")).press("Send this answer"))

    for page in pages:
        assert "Ruiz" not in page.text
        assert "ana@example.com" not in page.text
        assert asked.enrolment.trigger.order.number not in page.text


def test_one_click_says_no_without_cookie_redirect_or_sign_in(asked, visitor, ana):
    path = link(asked, "u")
    for _ in range(2):
        answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers

    assert not stands_on(ana)
    assert [each.kind for each in message().events].count("unsubscribed") == 1


def test_one_click_as_multipart_counts_too(asked, visitor, ana):
    data = {"List-Unsubscribe": "One-Click"}
    answer = visitor.client.post(link(asked, "u"), data=data, content_type="multipart/form-data")

    assert answer.status_code == 200
    assert not stands_on(ana)


def test_a_post_with_another_body_shows_the_page_and_does_nothing(asked, visitor, ana):
    for data in ({}, {"List-Unsubscribe": "yes"}, {"one": "click"}):
        assert visitor.client.post(link(asked, "u"), data=data).status_code == 200

    assert stands_on(ana)


def test_one_click_after_erasure_is_the_same_page(asked, visitor):
    path = link(asked, "u")
    forget_token(asked.message_id)
    suppressing.suppress("ana@example.com", reason="erased")

    answer = visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert suppressing.suppression_of("ana@example.com") is not None


@atomic()
def forget_token(message_id):
    session.get_one(Message, message_id).token = "erased"


def test_the_button_on_the_page_says_no_and_shows_it(asked, visitor, ana):
    page = visitor.visit(link(asked, "u"))
    assert "a…@example.com" in page.text

    page = page.press("Stop these: Check-ins about a purchase")

    assert "You get no more of these" in page.text
    assert not stands_on(ana)


def test_why_did_i_get_this_shows_the_words_they_were_told(asked, visitor):
    page = visitor.visit(link(asked, "m"))

    assert "We ask how it does." in page.text
    assert "Mark Adler answers for this mail" in page.text


def test_the_answer_page_speaks_the_readers_language(asked, visitor, ana):
    speak(ana, "de")

    page = visitor.visit(link(asked, "a", "wrong"))

    assert page.h1 == "Etwas stimmt nicht"


@atomic()
def speak(user, language):
    user.customer.contact_points[0].language = language
    user.customer.language = language


def test_too_many_presses_are_told_to_wait(asked, visitor):
    codes = [
        visitor.client.post(link(asked, "a", "good"), data={"words": str(n)}).status_code
        for n in range(25)
    ]

    assert codes[0] == 200
    assert codes[-1] == 429


def test_replies_by_mail_go_into_the_concern_that_the_answer_opened(asked, visitor):
    visitor.visit(link(asked, "a", "wrong")).press("Send this answer")

    (ticket,) = tickets()
    assert message(mails()[0]).thread == ticket.about
    assert session.scalars(select(Reply)).first().ticket_id == ticket.id
