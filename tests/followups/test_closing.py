"""Every enrolment ends, and says how."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.consent.models import Purpose
from portal.database import session
from portal.followups import answering, closing, intended
from portal.followups.enrolled_models import Enrolment, EnrolmentState, Outcome
from tests import make
from tests.followups.making import DUE, MORNING, delivered, live, mails, planned, sent


def only():
    session.expire_all()
    return session.scalars(select(Enrolment)).one()


def closed(at):
    with clock.stopped_at(at):
        closing.close_what_is_over()
    return only()


def test_who_answers_is_answered_whenever_they_do(ana, check_in, told):
    delivered(ana)
    planned()
    mail = sent()
    option = intended.of_mail(mail).spec.option("good")

    closed(MORNING + timedelta(days=100))
    assert only().outcome == Outcome.EXPIRED
    answering.answer(mail, option, words="", via=answering.LINK, by=None)

    assert (only().outcome, only().state) == (Outcome.ANSWERED, EnrolmentState.COMPLETED)


def test_nobody_answers_in_time_and_it_is_over(ana, check_in, told):
    delivered(ana)
    planned()
    sent()

    assert closed(MORNING + timedelta(days=20)).state is EnrolmentState.ACTIVE
    over = closed(DUE + timedelta(days=45))

    assert (over.outcome, over.exit_reason) == (Outcome.EXPIRED, "nobody answered in time")


def test_what_a_gate_stops_is_stopped_with_its_reason(ana, check_in):
    delivered(ana)
    planned()

    sent()

    assert only().outcome == Outcome.STOPPED
    assert only().exit_reason == mails()[0].reason


def test_a_mail_that_asks_nothing_is_complete_once_its_time_is_over(ana, mark, lea, kim):
    make.consent(ana, Purpose.ADVICE)
    live(owner=mark, approved_by=lea, care_of=kim, kind="advice", answers=[], steps=[
        {"name": "A note", "after_days": 10, "working_days": False, "at": "10:00", "letters": {
            "en": {"subject": "A note", "blocks": [{"kind": "text", "text": "Thank you."}]}}}
    ])  # fmt: skip
    delivered(ana)
    planned()
    sent()

    assert closed(DUE + timedelta(days=15)).outcome == Outcome.COMPLETED


def test_who_is_held_back_ends_when_the_effect_is_measured(ana, mark, lea, kim, told):
    live(owner=mark, approved_by=lea, care_of=kim, holdout_percent=50)
    delivered(ana)
    planned()
    held = only().arm == "holdout"

    over = closed(DUE + timedelta(days=60))

    assert over.state is EnrolmentState.COMPLETED
    assert (over.outcome == Outcome.COMPLETED) is held


def close_it(enrolment_id):
    with clock.stopped_at(DUE + timedelta(days=45)):
        return closing.close(enrolment_id)


def test_four_workers_end_it_once(ana, check_in, told, race):
    delivered(ana)
    planned()
    sent()

    assert sorted(race(close_it, 4, only().id)) == [False, False, False, True]
