"""Who is enrolled, in which arm, and who is left out by what."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.consent.models import Purpose as ConsentPurpose
from portal.database import atomic, session
from portal.followups import enrolling
from portal.followups.enrolled_models import Arm, Enrolment, EnrolmentState
from portal.messages.models import Message
from portal.tickets.models import TicketState
from tests import make
from tests.followups.making import DUE, delivered, live, mails, planned, sent


def enrolments():
    session.expire_all()
    return list(session.scalars(select(Enrolment).order_by(Enrolment.id)))


def test_what_happened_before_the_approval_counts_while_it_is_not_too_late(ana, ben, check_in):
    delivered(ana)
    delivered(ben, DUE.date() - timedelta(days=60))

    planned()

    assert [each.customer_id for each in enrolments()] == [ana.customer_id]


def test_who_is_held_back_is_a_row_without_a_mail(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, holdout_percent=50)
    people = [ana, *(make.user(f"Person {n}", email=f"p{n}@example.com") for n in range(20))]
    for each in people:
        delivered(each)

    planned()

    arms = [each.arm for each in enrolments()]
    held = [each for each in mails() if each.stopped_by == "arm"]
    assert 3 < arms.count(Arm.HOLDOUT) < 18
    assert len(held) == arms.count(Arm.HOLDOUT)
    assert all(each.message_id is None for each in held)


def test_who_is_not_meant_is_kept_with_the_condition(ana, ben, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim,
         audience=[{"fact": "product", "any_of": ["Tourer"]}])  # fmt: skip
    delivered(ana, product="Tourer")
    delivered(ben)

    planned()

    states = {each.customer_id: (each.state, each.exit_reason) for each in enrolments()}
    assert states[ana.customer_id][0] is EnrolmentState.ACTIVE
    assert states[ben.customer_id] == (EnrolmentState.LEFT_OUT, "The product is Tourer")


def test_three_hundred_who_are_not_meant_hold_nobody_up(ana, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim,
         audience=[{"fact": "product", "any_of": ["Tourer"]}])  # fmt: skip
    northwind = make.customer("Northwind", organisation=True)
    for _ in range(230):
        delivered(northwind, DUE.date() - timedelta(days=12))
    delivered(ana, product="Tourer")

    for _ in range(4):
        planned()

    assert len(mails()) == 1


def test_enrolling_again_does_nothing(ana, check_in, told):
    delivered(ana)

    planned()
    planned()

    assert len(enrolments()) == 1
    assert len(list(session.scalars(select(Message)))) == 1


def test_a_thank_you_after_the_first_order_and_none_after_the_second(ana, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim, starter="thank-you")
    make.order(of=ana, placed_at=DUE - timedelta(days=1))
    make.order(of=ana, placed_at=DUE)

    planned(DUE + timedelta(hours=1))

    assert len(mails()) == 1
    assert mails()[0].due_at > DUE


def test_a_warranty_is_reminded_of_before_it_ends(ana, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim, starter="warranty-reminder")
    order = delivered(ana)
    warrant(order, DUE.date() + timedelta(days=35))

    planned(DUE)

    (mail,) = mails()
    assert mail.due_at.date() == DUE.date() + timedelta(days=5)


@atomic()
def warrant(order, until):
    session.merge(order).warranty_until = until


def test_win_back_goes_in_three_steps_and_ends_with_an_order(ana, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim, starter="win-back")
    make.consent(ana, ConsentPurpose.OFFERS)
    make.order(of=ana, placed_at=DUE - timedelta(days=730))

    planned(DUE)
    assert [each.step for each in mails()] == [1, 2, 3]
    make.order(of=ana, placed_at=DUE + timedelta(days=2))

    for _ in range(3):  # each step waits for the one before it
        sent(DUE + timedelta(days=50))
    assert {each.stopped_by for each in mails()} <= {"stop rules", "expiry"}
    assert "they ordered again" in " ".join(each.reason or "" for each in mails())


def test_service_recovery_is_only_for_what_we_did_badly(ana, ben, mark, lea, kim):
    live(owner=mark, approved_by=lea, care_of=kim, starter="service-recovery")
    late = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED, at=DUE)
    fine = make.ticket(by=ben, answered_by=kim, state=TicketState.SOLVED, at=DUE)
    handle(late, DUE + timedelta(days=9))
    handle(fine, DUE + timedelta(minutes=5))

    planned(DUE + timedelta(days=10))

    by_customer = {each.customer_id: each.state for each in enrolments()}
    assert by_customer[ana.customer_id] is EnrolmentState.ACTIVE
    assert by_customer.get(ben.customer_id) is EnrolmentState.LEFT_OUT


@atomic()
def handle(ticket, at):
    ticket.first_answered_at = at
    ticket.solved_at = DUE + timedelta(days=9, hours=1)


def test_a_day_of_the_calendar_reaches_who_agreed_to_it(ana, ben, mark, lea, kim):
    steps = [{"name": "News", "after_days": 0, "working_days": False, "at": "10:00", "letters": {
        "en": {"subject": "News", "blocks": [{"kind": "text", "text": "New."}]}}}]  # fmt: skip
    live(
        owner=mark, approved_by=lea, care_of=kim, kind="news", bases=["consent"], answers=[],
        trigger={"kind": "date", "on": "2026-12-05"}, steps=steps,
    )  # fmt: skip
    make.consent(ana, ConsentPurpose.NEWS)

    planned(DUE)

    assert [each.customer_id for each in mails()] == [ana.customer_id]
    assert mails()[0].due_at.date().isoformat() == "2026-12-05"


def test_one_broken_customer_does_not_hold_the_others_up(ana, ben, check_in, told):
    """39: a value is missing for one; that one mail is blocked by name, the others are planned."""
    delivered(ana)
    order = delivered(ben)
    forget_product(order)

    with clock.stopped_at(DUE - timedelta(days=5)):
        enrolling.enrol_due()

    reasons = {each.customer_id: each.reason for each in mails()}
    assert reasons[ana.customer_id] is None
    assert "((product)) has no value" in reasons[ben.customer_id]


@atomic()
def forget_product(order):
    session.merge(order).product = ""
