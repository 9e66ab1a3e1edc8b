"""Who is asked how it was, when, and who is left alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.consent.choices import withdraw
from portal.consent.models import Purpose
from portal.consent.pace import cap
from portal.database import atomic, session
from portal.messages import going
from portal.messages.models import MessageState
from portal.messages.suppressing import suppress
from portal.preferences.choosing import hear
from portal.preferences.models import First, How
from portal.satisfaction import asking
from portal.satisfaction.models import Question
from portal.tickets import merging, resolution, tagging
from tests import make

SUBJECT = "How was it?"
LATER = timedelta(hours=5)


def solved(by, kim, **columns):
    ticket = make.ticket(by=by, answered_by=kim, assignee=kim, **columns)
    resolution.solve(ticket, by=kim)
    return ticket


def ask(hours=5):
    with clock.stopped_at(clock.now() + timedelta(hours=hours)):
        return asking.ask_due()


def asked(mailbox, address="ana@example.com"):
    return [mail for mail in mailbox.to(address) if mail.subject.startswith(SUBJECT)]


def question_of(ticket):
    return session.scalars(select(Question).where(Question.ticket_id == ticket.id)).one_or_none()


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(make.MONDAY):
        yield


def test_ana_is_asked_once_some_hours_after_her_concern_is_solved(ana, kim, mailbox):
    ticket = solved(ana, kim)

    ask(hours=1)
    assert asked(mailbox) == []
    ask()
    ask()
    (mail,) = asked(mailbox)
    assert mail.subject == f"How was it? {ticket.number}"
    assert question_of(ticket).agent_id == kim.id


def test_nobody_is_asked_at_night(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY.replace(hour=19)):
        ticket = solved(ana, kim)

        assert question_of(ticket).ask_at > make.MONDAY.replace(hour=23)


def test_solving_it_again_asks_no_second_time(ana, kim, mailbox):
    ticket = solved(ana, kim)
    ask()
    resolution.reopen(ticket, by=ana)
    resolution.solve(ticket, by=kim)

    ask()

    assert len(asked(mailbox)) == 1


def test_what_is_open_again_is_asked_about_when_it_is_solved_the_next_time(ana, kim, mailbox):
    ticket = solved(ana, kim)
    resolution.reopen(ticket, by=ana)
    ask()
    assert asked(mailbox) == [] and question_of(ticket) is None

    resolution.solve(ticket, by=kim)
    ask()

    assert len(asked(mailbox)) == 1


def test_two_concerns_of_one_person_are_one_mail(ana, ben, kim, mailbox):
    solved(ana, kim)
    second = solved(ana, kim)
    solved(ben, kim)

    ask()

    assert (len(asked(mailbox)), len(asked(mailbox, "ben@example.com"))) == (1, 1)
    assert question_of(second).left_out == "lately"


def test_ana_may_be_asked_again_after_the_days_of_rest(ana, kim, mailbox):
    solved(ana, kim)
    ask()
    with clock.stopped_at(make.MONDAY + timedelta(days=31)):
        solved(ana, kim)
        ask()

    assert len(asked(mailbox)) == 2


@pytest.mark.parametrize(
    ("why", "spoil"),
    [
        ("unanswered", lambda ticket, ana, kim: _set(ticket, first_answered_at=None)),
        ("unconfirmed", lambda ticket, ana, kim: _set(ticket, confirmed_at=None)),
        ("spam", lambda ticket, ana, kim: tagging.tag(ticket, word="spam", by=kim)),
        ("suppressed", lambda ticket, ana, kim: suppress(ana.email, reason="hard bounce")),
        ("closed", lambda ticket, ana, kim: _set(ana, disabled_at=clock.now())),
        (
            "refused",
            lambda ticket, ana, kim: withdraw(
                ticket.contact_point, Purpose.SURVEYS, place="test", by=ana
            ),
        ),
    ],
)
def test_some_are_left_alone_and_it_says_why(ana, kim, mailbox, why, spoil):
    ticket = solved(ana, kim)
    spoil(ticket, ana, kim)

    ask()

    assert asked(mailbox) == []
    assert question_of(ticket).left_out == why


def test_a_merged_concern_is_not_asked_about(ana, kim, mailbox):
    ticket = solved(ana, kim)
    merging.merge([ticket], into=make.ticket(by=ana), by=kim)

    ask()

    assert question_of(ticket).left_out == "merged"


def test_who_wants_no_such_mail_reads_it_in_the_portal_only(ana, kim, mailbox):
    hear(ana, first=First.MAIL, quiet=None, choices={"how-was-it": How.NONE})
    ticket = solved(ana, kim)

    ask()

    assert asked(mailbox) == []
    assert question_of(ticket).asked_at is not None


def test_quiet_hours_put_the_mail_off(ana, kim, mailbox):
    hear(ana, first=First.MAIL, quiet=(0, 23 * 60 + 59), choices={})
    solved(ana, kim)

    ask()

    (mail,) = asked(mailbox)
    assert mail.due_at > clock.now() + LATER


def test_the_mail_is_in_the_customers_language(ana, kim, mailbox):
    _set(ana.customer, language="de")
    _set(ana.customer.contact_points[0], language="de")
    solved(ana, kim)

    ask()

    assert len(mailbox.to("ana@example.com")) == 2


def test_a_lead_has_only_a_part_asked_and_nobody_chooses_which(ana, lea, kim):
    asking.set_rule(share=30, after_hours=4, rest_days=30, by=lea)

    drawn = [asking.in_sample(number, 30) for number in range(2000)]

    assert 500 < sum(drawn) < 700
    assert drawn == [asking.in_sample(number, 30) for number in range(2000)]


def test_outside_the_sample_nobody_is_asked(ana, lea, kim, mailbox):
    asking.set_rule(share=0, after_hours=4, rest_days=30, by=lea)
    ticket = solved(ana, kim)

    ask()

    assert asked(mailbox) == [] and question_of(ticket).left_out == "sample"


def test_where_it_is_advertising_only_who_said_yes_is_asked(ana, ben, lea, kim, mailbox):
    asking.set_rule(share=100, after_hours=4, rest_days=30, only_with_yes=True, by=lea)
    make.consent(ana, Purpose.SURVEYS)
    anas, bens = solved(ana, kim), solved(ben, kim)

    ask()

    (mail,) = asked(mailbox)
    assert (mail.consent_purpose, question_of(anas).left_out) == ("surveys", None)
    assert asked(mailbox, "ben@example.com") == []
    assert question_of(bens).left_out == "no_yes"


def test_a_no_before_the_question_leaves_wins(ana, lea, kim, mailbox):
    asking.set_rule(share=100, after_hours=4, rest_days=30, only_with_yes=True, by=lea)
    make.consent(ana, Purpose.SURVEYS)
    solved(ana, kim)
    ask()
    point = ana.customer.contact_points[0]
    withdraw(point, Purpose.SURVEYS, place="/u", by=ana)

    (mail,) = asked(mailbox)
    assert going.asked([mail])[mail.id].reason.startswith("said no")


@pytest.fixture
def once_a_month(ana, lea):
    """Ana said yes, once a month at most; the desk would ask her after every concern."""
    asking.set_rule(share=100, after_hours=4, rest_days=0, only_with_yes=True, by=lea)
    make.consent(ana, Purpose.SURVEYS)
    cap(ana.customer.contact_points[0], Purpose.SURVEYS, per_month=1, place="/privacy", by=ana)


def left(mail):
    _set(mail, state=MessageState.SENT, sent_at=mail.due_at)


def test_who_wants_one_a_month_gets_one_a_month(ana, kim, once_a_month, mailbox):
    solved(ana, kim)
    ask()
    left(asked(mailbox)[0])
    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        second = solved(ana, kim)
        ask()
    assert (len(asked(mailbox)), question_of(second).left_out) == (1, "enough")

    with clock.stopped_at(make.MONDAY + timedelta(days=32)):
        solved(ana, kim)
        ask()
    assert len(asked(mailbox)) == 2


def test_of_two_that_leave_at_once_the_first_goes(ana, kim, once_a_month, mailbox):
    solved(ana, kim)
    ask()
    solved(ana, kim)
    ask()
    first, second = asked(mailbox)
    for each in (first, second):
        _set(each, state=MessageState.CLAIMED)

    with atomic():
        said = going.asked([first, second])

    assert {each: stop.reason for each, stop in said.items()} == {
        second.id: "wants at most 1 a month"
    }


def ask_now():
    with clock.stopped_at(make.MONDAY + LATER):
        return asking.ask_due()


def test_eight_workers_ask_once(ana, kim, race, mailbox):
    solved(ana, kim)
    solved(ana, kim)

    race(ask_now, 8)

    assert len(asked(mailbox)) == 1


def _set(row, **columns):
    with atomic():
        for name, value in columns.items():
            setattr(row, name, value)
