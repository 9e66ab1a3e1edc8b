"""Several processes at the same moment, on both databases: a no wins, an answer is one answer, an
event enrols once, and a customer gets no more than the cap."""

from sqlalchemy import func, select

from portal import clock
from portal.consent import choices
from portal.consent.models import Purpose
from portal.consent.standing import standings
from portal.customers.models import ContactPoint
from portal.database import session
from portal.followups import answering, enrolling, intended
from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail
from portal.messages import delivery
from portal.messages.models import Message, MessageState
from portal.tickets.models import Ticket
from tests.followups.making import DUE, MORNING, delivered, live, mails, message, planned, sent


def enrol_everybody():
    with clock.stopped_at(DUE):
        return enrolling.enrol_due()


def press_wrong(mail_id):
    mail = session.get_one(FollowUpMail, mail_id)
    option = intended.of_mail(mail).spec.option("wrong")
    with clock.stopped_at(MORNING):
        given = answering.answer(mail, option, words="", via=answering.LINK, by=None)
    return given.ticket_id


def send_everything():
    with clock.stopped_at(MORNING):
        claimed = delivery.claim(of=delivery.STANDS_ON_A_CHOICE)
        return sum(delivery.begin_handing(each) for each in claimed)


def say_no(contact_point_id):
    point = session.get_one(ContactPoint, contact_point_id)
    choices.withdraw(point, Purpose.CHECK_INS, place="/u", by=None)
    return -1


def work(what, number):
    return say_no(number) if what == "no" else send_everything()


def test_four_workers_enrol_one_delivery_once(ana, check_in, told, race):
    delivered(ana)

    answers = race(enrol_everybody, 4)

    assert sorted(answers) == [0, 0, 0, 1]
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
    assert len(mails()) == 1
    assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_six_presses_at_once_are_one_answer_and_one_concern(ana, check_in, told, race):
    delivered(ana)
    planned()
    mail = sent()

    answers = race(press_wrong, 6, mail.id)

    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(Ticket)) == 1
    assert session.scalar(select(func.count()).select_from(FollowUpAnswer)) == 1


def test_a_no_at_the_moment_of_sending_is_kept_and_the_next_mail_does_not_go(
    ana, check_in, told, race
):
    """Whoever is first: once the no is there, no further mail passes."""
    delivered(ana)
    planned()
    point = ana.customer.contact_points[0].id

    race(work, each=[("no", point), ("send", 0), ("send", 0)])

    assert not standings(session.get_one(ContactPoint, point))[Purpose.CHECK_INS].is_on
    was_sent = message().state is MessageState.HANDING
    assert was_sent or mails()[0].stopped_by == "consent" or send_everything() == 0


def test_two_workers_find_room_for_one_mail_under_one_customers_cap(
    ana, mark, lea, kim, told, race
):
    live(owner=mark, approved_by=lea, care_of=kim, stops=["open_complaint"])
    for product in ("City 8", "Tourer", "Fold 3"):
        delivered(ana, product=product)
    planned()

    answers = race(send_everything, 4)

    assert sum(answers) == 1
    states = [message(each).state for each in mails()]
    assert states.count(MessageState.HANDING) == 1
