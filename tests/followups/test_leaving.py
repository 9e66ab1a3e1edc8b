"""What leaves passed every gate in the very transaction that let it go; what does not is a row."""

from datetime import timedelta

from portal import clock
from portal.consent import choices
from portal.consent.models import Purpose
from portal.followups import switching
from portal.messages import delivery, suppressing
from portal.messages.delivery import begin_handing
from portal.messages.models import MessageState
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
)


def claim_at(at):
    with clock.stopped_at(at):
        return delivery.claim(of=delivery.STANDS_ON_A_CHOICE)


def test_ten_days_after_delivery_a_check_in_may_go(ana, check_in, told):
    order = delivered(ana)

    (mail,) = planned()

    assert (mail.due_at, mail.customer_id, mail.zone) == (DUE, ana.customer_id, "Europe/Amsterdam")
    assert mail.enrolment.trigger.order_id == order.id
    assert claim_at(DUE - timedelta(minutes=1)) == []
    (claimed,) = claim_at(MORNING)
    (mail,) = mails()
    assert [each["gate"] for each in mail.gates["results"]] == [
        "expiry", "switch", "playbook", "arm", "stop rules", "relationship", "contact",
        "suppression", "consent", "cap", "quiet hours", "content",
    ]  # fmt: skip
    assert {each["outcome"] for each in mail.gates["results"]} == {"open"}
    assert mail.consent_event_id == told.id
    assert claimed.letter.subject == "How does your City 8 do?"
    headers = claimed.letter.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://portal.example.com/u/")


def test_without_a_yes_nothing_goes_and_the_row_says_so(ana, check_in):
    delivered(ana)
    planned()

    assert claim_at(MORNING) == []

    (mail,) = mails()
    assert (mail.stopped_by, mail.reason) == ("consent", "never said yes")
    assert message().state is MessageState.BLOCKED


def test_a_no_between_planning_and_sending_wins(ana, check_in, told):
    delivered(ana)
    planned()
    choices.withdraw(ana.customer.contact_points[0], Purpose.CHECK_INS, place="/u", by=ana)

    assert claim_at(MORNING) == []

    assert mails()[0].stopped_by == "consent"


def test_a_no_between_the_claim_and_the_hand_over_wins(ana, check_in, told):
    delivered(ana)
    planned()
    (claimed,) = claim_at(MORNING)
    choices.withdraw(ana.customer.contact_points[0], Purpose.CHECK_INS, place="/u", by=ana)

    with clock.stopped_at(MORNING):
        assert begin_handing(claimed) is False
    assert message().state is MessageState.QUEUED
    assert claim_at(MORNING) == []

    assert message().state is MessageState.BLOCKED
    assert mails()[0].stopped_by == "consent"


def test_a_paused_playbook_lets_nothing_go_from_the_next_claim_on(ana, check_in, told, lea):
    delivered(ana)
    planned()
    switching.pause(check_in, reason="the wording", by=lea)

    assert claim_at(MORNING) == []
    assert message().state is MessageState.QUEUED
    assert message().reason == "the playbook is paused"

    with clock.stopped_at(MORNING + timedelta(seconds=1)):
        switching.resume(check_in, by=lea)
    assert len(claim_at(MORNING + timedelta(seconds=2))) == 1


def test_the_one_switch_stops_all(ana, check_in, told, lea):
    delivered(ana)
    planned()
    switching.switch_off(reason="a wrong price", by=lea)

    assert claim_at(MORNING) == []
    assert "a wrong price" in message().reason

    with clock.stopped_at(MORNING + timedelta(seconds=1)):
        switching.switch_on(by=lea)
    assert len(claim_at(MORNING + timedelta(seconds=2))) == 1


def test_a_retired_playbook_stops_what_it_planned(ana, check_in, told, lea):
    delivered(ana)
    planned()
    switching.retire(check_in, reason="", by=lea)

    assert claim_at(MORNING) == []
    assert mails()[0].stopped_by == "playbook"


def test_an_address_we_do_not_write_to_gets_none(ana, check_in, told):
    delivered(ana)
    planned()
    suppressing.suppress("ana@example.com", reason=suppressing.HARD_BOUNCE)

    assert claim_at(MORNING) == []
    assert mails()[0].stopped_by == "suppression"


def test_in_quiet_hours_it_waits_for_the_morning(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim)
    delivered(ana)
    planned()

    assert claim_at(DUE + timedelta(hours=13)) == []

    assert message().state is MessageState.QUEUED
    assert message().try_at == DUE + timedelta(hours=21)
    assert mails()[0].expires_at == DUE + timedelta(days=14)


def test_two_products_in_three_days_are_one_mail_a_time(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, stops=["open_complaint"])
    delivered(ana)
    delivered(ana, product="Tourer")
    planned()

    assert len(claim_at(MORNING)) == 1
    waiting = [message(each) for each in mails() if message(each).state is MessageState.QUEUED]
    assert [each.reason for each in waiting] == ["more than they should get in so many days"]
    assert waiting[0].try_at == DUE + timedelta(days=3)


def test_of_two_deliveries_only_the_newer_one_is_asked_about(ana, check_in, told):
    delivered(ana, DUE.date() - timedelta(days=12))
    delivered(ana, DUE.date() - timedelta(days=11))
    planned()

    claim_at(MORNING)

    assert [each.stopped_by for each in mails()] == ["stop rules", None]


def test_sign_in_links_do_not_wait_behind_follow_ups(ana, check_in, told):
    delivered(ana)
    planned()
    make.message(to=ana, due_at=MORNING, try_at=MORNING)

    with clock.stopped_at(MORNING):
        (claimed,) = delivery.claim()

    assert claimed.letter.subject == "About your concern"


def test_a_new_name_is_said_although_it_was_planned_before(ana, check_in, told):
    delivered(ana)
    planned()
    renamed(ana, "Anna Ruiz")

    (claimed,) = claim_at(MORNING)

    assert "Hello Anna," in claimed.letter.body
