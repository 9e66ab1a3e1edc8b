"""The table of bad input, as far as it is about follow-ups; each test is named by its row. What is
about mail that comes in (rows 3 to 13, 17 to 25, 27 and 28) is in tests/messages and tests/reading,
one click and links (30 to 33) in pages/test_links, the clocks (35, 36) in test_due_times, a missing
value (39) in test_enrolling too."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.consent import choices
from portal.consent.models import Purpose
from portal.database import atomic, session
from portal.followups.enrolled_models import Enrolment as Enrolled
from portal.followups.enrolled_models import EnrolmentState, FollowUpAnswer
from portal.messages import delivery, identity, suppressing
from portal.messages.ledger import note
from portal.messages.models import Message, MessageState
from portal.messages.receiving import receive
from portal.messages.routing import Outcome
from portal.orders.models import Order
from portal.tickets.models import Ticket, TicketKind
from tests import make
from tests.followups.making import (
    DUE,
    MORNING,
    delivered,
    live,
    mails,
    message,
    planned,
    renamed,
    sent,
)


@pytest.fixture
def asked(ana, check_in, told):
    delivered(ana)
    planned()
    return sent()


def claim_at(at):
    with clock.stopped_at(at):
        return delivery.claim(of=delivery.STANDS_ON_A_CHOICE)


def count(model):
    session.expire_all()
    return len(list(session.scalars(select(model))))


def test_1_an_auto_reply_to_a_check_in_is_logged_and_nothing_else(asked):
    sent_id = identity.message_id(message(asked).token)
    raw = make.eml(
        sender="ana@example.com", to="help@marlow.example.com", subject="Out of office",
        body="Back on 1 December.", In_Reply_To=sent_id, Auto_Submitted="auto-replied",
    )  # fmt: skip

    receipt = receive(raw)

    assert receipt.outcome is Outcome.AUTO_REPLY
    assert count(Ticket) == 0 and count(FollowUpAnswer) == 0
    assert "auto_reply" in [each.kind for each in message(asked).events]
    assert session.scalars(select(Enrolled)).one().state is EnrolmentState.ACTIVE


def test_2_ours_say_that_they_are_automatic(ana, check_in, told):
    delivered(ana)
    planned()

    (claimed,) = claim_at(MORNING)

    headers = claimed.letter.extra_headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-Auto-Response-Suppress"] == "All"


def test_14_a_line_break_in_a_name_never_reaches_a_header(ana, check_in, told):
    delivered(ana)
    planned()
    renamed(ana, "Ana\r\nBcc: everybody@example.com")

    assert claim_at(MORNING) == []

    assert mails()[0].stopped_by == "content"


def test_14_a_line_break_in_a_product_never_reaches_a_header(ana, check_in, told):
    order = delivered(ana)
    planned()
    change(order, product="City 8\r\nBcc: everybody@example.com")

    assert claim_at(MORNING) == []

    assert mails()[0].stopped_by == "content"


def test_15_a_name_full_of_quotes_is_one_reader(ana, check_in, told):
    renamed(ana, 'Doe, Jane "x" <a@b.example>')
    delivered(ana)
    planned()

    (claimed,) = claim_at(MORNING)

    assert claimed.letter.envelope_to == "ana@example.com"
    assert b'To: "Doe, Jane \\"x\\" <a@b.example>" <ana@example.com>' in claimed.letter.as_bytes()


def test_26_after_a_hard_bounce_no_further_step_goes(ana, mark, lea, kim):
    win_back(ana, mark, lea, kim)
    sent(DUE + timedelta(minutes=1))
    suppressing.suppress("ana@example.com", reason=suppressing.HARD_BOUNCE)
    claim_at(DUE + timedelta(days=21, minutes=1))

    assert mails()[1].stopped_by == "suppression"


def test_29_who_complained_of_a_mail_gets_none_of_any_purpose(ana, mark, lea, kim):
    win_back(ana, mark, lea, kim)
    sent(DUE + timedelta(minutes=1))
    complain(mails()[0].message_id)

    claim_at(DUE + timedelta(days=21, minutes=1))

    assert (mails()[1].stopped_by, mails()[1].reason) == (
        "suppression",
        "they complained about a mail of ours",
    )


def test_34_a_cancelled_order_is_not_asked_about(ana, check_in, told):
    order = delivered(ana)
    planned()
    change(order, cancelled_at=DUE)

    assert claim_at(MORNING) == []
    assert mails()[0].reason == f"order {order.number} was cancelled"


def test_34_an_open_complaint_stops_whatever_the_playbook_says(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, stops=["answered"])
    delivered(ana)
    planned()
    ticket = make.ticket(by=ana, kind=TicketKind.COMPLAINT)

    assert claim_at(MORNING) == []
    assert mails()[0].reason == f"a complaint is open: {ticket.number}"


def test_37_what_is_too_late_is_closed_and_the_rest_comes_one_by_one(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, stops=["open_complaint"])
    for days in range(6):
        delivered(ana, DUE.date() - timedelta(days=10 + days))
    planned(DUE - timedelta(hours=1))

    later = DUE + timedelta(days=10, minutes=1)
    left = [len(claim_at(later + timedelta(seconds=n))) for n in range(3)]

    assert sum(left) == 1
    waiting = [message(each) for each in mails() if message(each).state is MessageState.QUEUED]
    assert {each.reason for each in waiting} == {"more than they should get in so many days"}
    assert claim_at(DUE + timedelta(days=60)) == []
    assert {each.stopped_by for each in mails()} >= {"expiry"}


def test_38_a_clock_that_goes_back_sends_nothing_twice(asked):
    for hours in (-30, -1, 0, 1):
        assert claim_at(MORNING + timedelta(hours=hours)) == []

    assert message(asked).state is MessageState.SENT


def test_a_mail_that_was_stopped_is_not_sent_by_pressing_try_again(ana, check_in, lea, sign_in):
    delivered(ana)
    planned()
    claim_at(MORNING)
    leas = sign_in(lea)

    leas.post(f"/desk/messages/{message().id}/try-again", {"csrf_token": leas.csrf_token})

    assert message().state is MessageState.BLOCKED
    assert message().subject not in leas.visit("/desk/messages?view=stuck").text


def test_stopping_everything_stops_every_playbook(ana, check_in, told):
    delivered(ana)
    planned()
    with clock.stopped_at(DUE - timedelta(days=1)):
        choices.stop_everything(ana.customer.contact_points, place="/privacy", by=ana)

    assert claim_at(MORNING) == []
    assert mails()[0].reason.startswith("said no: R-")


def win_back(ana, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim, starter="win-back")
    make.consent(ana, Purpose.OFFERS)
    make.order(of=ana, placed_at=DUE - timedelta(days=730))
    planned(DUE)


@atomic()
def change(order, **columns):
    found = session.get_one(Order, order.id)
    for name, value in columns.items():
        setattr(found, name, value)


@atomic()
def complain(message_id):
    note(session.get_one(Message, message_id), "complaint", type="abuse")
