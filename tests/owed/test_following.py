"""A check-in that is owed: its mail asks, or somebody of us does; each of it once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.calls.models import Call
from portal.consent import choices
from portal.consent.models import Purpose
from portal.database import atomic, session
from portal.followups import answering, intended
from portal.history.models import Entry
from portal.messages import delivery, suppressing
from portal.messages.ledger import note
from portal.messages.models import MessageState
from portal.owed import ending, leaving
from portal.owed.ending import GOOD, WRONG, Asked, NotOpen
from portal.owed.models import How, OwedState
from portal.promises.models import Level
from portal.relationship import levels
from portal.tickets.composing_models import DeskNotice
from tests import make
from tests.followups.making import MORNING, delivered, live, message, planned, sent
from tests.owed.making import DUE, SOON, looked, owed
from tests.owed.making import decided as policy

BY_PHONE = Asked(how=How.PHONE, said="It rides well.", answer=GOOD)


def entries(kind):
    return session.scalars(select(Entry).where(Entry.kind == kind)).all()


def test_a_delivery_owes_a_check_in_within_ten_working_days(ana, kim, decided):
    order = delivered(ana)

    (row,) = owed()

    assert (row.order_id, row.due_on, row.due_at) == (order.id, date(2026, 11, 27), DUE)
    assert (row.state, row.owner_id, row.level) == (OwedState.WAITS, kim.id, Level.ACCOUNTABLE)
    assert len(entries("check_in.owed")) == 1
    assert len(owed()) == 1


def test_nothing_is_owed_while_no_policy_holds_nor_at_the_level_basic(ana, lea):
    delivered(ana)
    assert owed() == []

    policy(lea, default="basic")

    assert owed() == []


def test_who_owes_is_the_same_for_the_database_and_for_one_customer(ana, ben, lea, decided):
    delivered(ana)
    delivered(ana, product="Tourer")
    delivered(ben)
    with clock.stopped_at(SOON):
        levels.decide(ana.customer, "City 8", level=Level.BASIC, reason="Asked for it", by=lea)
        levels.decide(ben.customer, "", level=Level.PROACTIVE, reason="Large orders", by=lea)

    found = [(each.customer_id, each.order.product, each.nth) for each in owed()]

    assert found == [
        (ana.customer_id, "Tourer", 1), (ben.customer_id, "City 8", 1),
        (ben.customer_id, "City 8", 2),
    ]  # fmt: skip


def test_the_mail_that_leaves_in_time_is_the_check_in(ana, check_in, told, decided):
    delivered(ana)
    owed()
    mail = planned()[0]

    (row,) = looked(MORNING - timedelta(days=4))
    assert (row.state, row.mail_id) == (OwedState.WAITS, mail.id)

    sent()
    (row,) = looked(MORNING + timedelta(hours=2))
    assert (row.state, row.how) == (OwedState.MADE, How.MAIL)
    assert len(entries("check_in.made")) == 1


def test_without_permission_its_owner_asks_instead(ana, kim, check_in, decided):
    delivered(ana)
    owed()
    planned()
    sent()

    (row,) = looked(MORNING + timedelta(hours=2))

    assert (row.state, row.owner_id) == (OwedState.BY_HAND, kim.id)
    assert row.by_hand_why
    assert len(entries("check_in.by_hand")) == 1


def test_a_mail_that_came_back_is_asked_by_hand(ana, check_in, told, decided):
    delivered(ana)
    owed()
    planned()
    sent()
    (row,) = looked(MORNING + timedelta(hours=2))
    assert row.state is OwedState.MADE

    bounced(row.mail.message)
    (row,) = looked(MORNING + timedelta(hours=5))

    assert (row.state, row.by_hand_why) == (OwedState.BY_HAND, "its mail came back")


@atomic()
def bounced(message):
    suppressing.suppress(message.to_address, reason=suppressing.HARD_BOUNCE, message=message)
    note(message, "suppressed", reason=suppressing.HARD_BOUNCE)


def test_when_no_mail_is_planned_somebody_hears_of_it_two_days_before(ana, decided):
    delivered(ana)
    owed()

    (row,) = looked(DUE - timedelta(days=5))
    assert row.state is OwedState.WAITS
    (row,) = looked(DUE - timedelta(days=2))

    assert (row.state, row.by_hand_why) == (OwedState.BY_HAND, "no mail is planned for it")


def test_who_is_held_back_is_not_asked_by_hand_either(ana, mark, lea, kim, told, decided):
    live(owner=mark, approved_by=lea, care_of=kim, holdout_percent=50)
    people = [ana, *(make.user(f"Person {n}", email=f"p{n}@example.com") for n in range(12))]
    for each in people:
        delivered(each)
    owed()
    held = {each.customer_id for each in planned() if each.stopped_by == "arm"}

    rows = looked(MORNING)

    waived = {each.customer_id for each in rows if each.state is OwedState.WAIVED}
    assert held and waived == held


def test_who_leads_is_told_once_that_it_is_late(ana, kim, lea, decided):
    delivered(ana)
    owed()
    looked(DUE - timedelta(days=1))

    (row,) = looked(DUE + timedelta(minutes=1))
    looked(DUE + timedelta(days=3))

    told = session.scalars(select(DeskNotice)).all()
    assert {each.user_id for each in told} == {kim.id, lea.id}
    assert len(told) == 2 and len(entries("check_in.late")) == 1
    assert told[0].path == f"/desk/owed/{row.number}"


def test_what_they_said_on_the_telephone_is_a_call_and_ends_it(ana, kim, decided):
    delivered(ana)
    (row,) = owed()

    ending.make(row, BY_PHONE, by=kim)

    call = session.scalars(select(Call)).one()
    assert (row.state, row.call_id, row.said) == (OwedState.MADE, call.id, "It rides well.")
    assert call.order_id == row.order_id
    (made,) = entries("check_in.made")
    assert (made.actor_id, made.particulars["answer"]) == (kim.id, "good")
    with pytest.raises(NotOpen):
        ending.make(row, BY_PHONE, by=kim)


def test_something_wrong_opens_a_concern_that_whoever_asked_looks_after(ana, kim, decided):
    delivered(ana)
    (row,) = owed()

    asked = Asked(how=How.LETTER, said="The bell is loose.", answer=WRONG)
    ending.make(row, asked, by=kim)

    assert row.ticket.assignee_id == kim.id
    assert row.ticket.order_id == row.order_id
    assert row.ticket.replies[0].body == "The bell is loose."


def test_not_reached_stays_owed(ana, kim, decided):
    delivered(ana)
    (row,) = owed()

    ending.not_reached(row, how=How.PHONE, by=kim)

    assert (row.is_open, row.tries) == (True, 1)


def test_a_level_that_owes_nothing_ends_what_is_owed(ana, lea, decided):
    delivered(ana)
    owed()

    levels.decide(ana.customer, "City 8", level=Level.BASIC, reason="They asked for it", by=lea)

    (row,) = looked(SOON)
    assert (row.state, row.ended_why) == (OwedState.WAIVED, "the level is basic now")


def test_who_says_no_after_planning_is_seen_at_the_next_look(ana, check_in, told, decided):
    delivered(ana)
    owed()
    planned()
    looked(MORNING - timedelta(days=3))
    with clock.stopped_at(MORNING - timedelta(days=2)):
        choices.withdraw(ana.customer.contact_points[0], Purpose.CHECK_INS, place="/u", by=None)
    sent()

    (row,) = looked(MORNING + timedelta(hours=2))

    assert row.state is OwedState.BY_HAND


@pytest.mark.parametrize(
    "end",
    [
        lambda row, kim: ending.make(row, BY_PHONE, by=kim),
        lambda row, kim: ending.waive(row, reason="They do not want it", by=kim),
    ],
    ids=["made", "waived"],
)
def test_what_somebody_saw_to_while_its_mail_waits_is_not_asked_by_the_mail(
    ana, kim, check_in, told, decided, end
):
    delivered(ana)
    (row,) = owed()
    planned()
    with clock.stopped_at(MORNING - timedelta(days=1)):
        end(row, kim)

    mail = sent()

    assert mail.message.state is MessageState.BLOCKED
    assert mail.message.reason == "somebody of us saw to the check-in"


def test_the_mail_of_the_next_check_in_goes_although_somebody_made_the_first(
    ana, kim, lea, check_in, told, decided
):
    with clock.stopped_at(SOON):
        levels.decide(ana.customer, "City 8", level=Level.PROACTIVE, reason="Asked", by=lea)
    delivered(ana)
    first, _second = owed()
    mail = planned()[0]
    with clock.stopped_at(MORNING - timedelta(days=1)):
        ending.make(first, BY_PHONE, by=kim)
    planned_for(mail, first.due_at + timedelta(hours=1))

    assert leaving.may_still_go([mail.message]) == {}


@atomic()
def planned_for(mail, at):
    mail.due_at = at


def test_a_mail_that_a_worker_has_claimed_is_taken_back_from_it(ana, kim, check_in, told, decided):
    delivered(ana)
    (row,) = owed()
    mail = planned()[0]
    with clock.stopped_at(MORNING):
        (claimed,) = delivery.claim(of=delivery.STANDS_ON_A_CHOICE)
        ending.make(row, BY_PHONE, by=kim)

        assert not delivery.begin_handing(claimed)
    assert message(mail).state is MessageState.QUEUED


def test_an_answer_long_after_the_mail_is_still_seen(ana, check_in, told, decided):
    delivered(ana)
    owed()
    planned()
    mail = sent()
    looked(MORNING + timedelta(hours=2))
    (row,) = looked(MORNING + timedelta(days=8))
    assert (row.answer, row.look_at) == (None, None)

    with clock.stopped_at(MORNING + timedelta(days=20)):
        option = intended.of_mail(mail).spec.option(GOOD)
        answering.answer(mail, option, words="", via=answering.LINK, by=None)
    (row,) = looked(MORNING + timedelta(days=20))

    assert (row.state, row.answer) == (OwedState.MADE, GOOD)


def test_a_level_that_owes_nothing_ends_all_of_what_is_owed(ana, lea, decided):
    for _ in range(22):
        delivered(ana)
    owed()

    levels.decide(ana.customer, "City 8", level=Level.BASIC, reason="They asked for it", by=lea)

    assert {each.state for each in looked(SOON)} == {OwedState.WAIVED}
