"""The numbers of the report: the same whether they are counted now, by day in the background, or by
hand, and each opens as many people."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.followups.enrolled_models import (
    Arm,
    Enrolment,
    EnrolmentState,
    FollowUpAnswer,
    FollowUpMail,
)
from portal.messages.models import MessageState
from portal.orders.models import Order
from portal.outcomes import behind, counting, keeping, parts, rows
from portal.outcomes.behind import Behind
from portal.outcomes.models import OutcomeCount
from portal.tickets.company import zone
from portal.tickets.models import Ticket
from portal.web.spans import Span
from tests.followups import making
from tests.outcomes.conftest import LATER, PEOPLE, answers, bought_by, is_in, mail_of

SPAN_DAYS = 90


@pytest.fixture(autouse=True)
def later():
    with clock.stopped_at(LATER):
        yield


def span():
    return Span(LATER.date() - timedelta(days=SPAN_DAYS), LATER.date(), zone())


def plainly(found):
    """The cells without period and version."""
    counts = Counter()
    for (_, _, part, key), count in found.items():
        counts[part, key] += count
    return counts


def by_hand():
    """One enrolment after the other, as somebody with a list would."""
    session.expire_all()
    found = Counter()
    seen = set()
    for each in session.scalars(select(Enrolment).order_by(Enrolment.id)):
        of_it = FollowUpMail.enrolment_id == each.id
        mails = session.scalars(select(FollowUpMail).where(of_it)).all()
        answered = [a for mail in mails for a in mail.answers]
        found["fate", fate_by_hand(each, mails)] += 1
        for given in answered:
            found["answer", given.code] += given.counts
        concern = next((a.ticket for a in answered if a.ticket), None)
        if concern is not None:
            key = "solved" if concern.is_solved else f"open|{concern.assignee_id or 0}"
            found["loop", key] += 1
            found["late", "late"] += not concern.is_solved and concern.due_at < LATER
        if each.customer_id not in seen and each.measured_until <= LATER:
            seen.add(each.customer_id)
            found["measured", each.arm.value] += 1
            bought = [
                order for order in session.scalars(select(Order))
                if order.customer_id == each.customer_id and order.id != each.trigger.order_id
                and each.measured_from <= order.placed_at < each.measured_until
            ]  # fmt: skip
            raised = [
                ticket for ticket in session.scalars(select(Ticket))
                if ticket.customer_id == each.customer_id
                and each.measured_from <= ticket.opened_at < each.measured_until
            ]  # fmt: skip
            found["bought", each.arm.value] += bool(bought)
            found["raised", each.arm.value] += bool(raised)
            found["orders", each.arm.value] += len(bought)
            spent = sum(order.price_minor for order in bought)
            found["spent", each.arm.value] += spent
            found["spent squared", each.arm.value] += spent**2
    return +found


def fate_by_hand(enrolment, mails):
    if enrolment.state is EnrolmentState.LEFT_OUT:
        return "left out"
    if enrolment.arm is Arm.HOLDOUT:
        return "held back"
    (mail,) = mails
    if mail.answers:
        return "answered"
    if mail.stopped_by:
        return f"gate:{mail.stopped_by}"
    message = mail.message
    kinds = {event.kind for event in message.events}
    if message.state is MessageState.SENT:
        return "came back" if "dsn_failed" in kinds else "silent"
    return {MessageState.UNCERTAIN: "doubt", MessageState.FAILED: "refused"}[message.state]


def test_the_numbers_are_those_somebody_counts_by_hand(months, check_in):
    found = plainly(counting.cells_of(check_in, [span()]))

    counted = by_hand()
    assert {key: found[key] for key in counted} == dict(counted)
    fates = {key for part, key in found if part == "fate"}
    assert {"answered", "silent", "came back", "doubt", "refused", "held back"} <= fates
    assert sum(count for (part, _), count in found.items() if part == "fate") == len(months)


def test_counted_by_day_in_the_background_they_are_the_same(months, check_in, monkeypatch):
    monkeypatch.setattr(keeping, "FEW", 5)
    now = counting.cells_of(check_in, span().parts(7))
    for _ in range(10):
        keeping.keep_up()

    kept, as_of = keeping.kept(check_in, span().parts(7))

    assert kept == now
    assert as_of == LATER


def test_counting_again_after_something_happened_gives_what_is_true_now(
    months, check_in, monkeypatch
):
    monkeypatch.setattr(keeping, "FEW", 5)
    for _ in range(10):
        keeping.keep_up()
    silent = next(one for one in months if fate_by_hand_of(one) == "silent")
    answers(silent, "good", at=LATER)

    with clock.stopped_at(LATER + timedelta(minutes=1)):
        for _ in range(10):
            keeping.keep_up()

    kept, _ = keeping.kept(check_in, span().parts(7))
    assert kept == counting.cells_of(check_in, span().parts(7))
    assert mail_of(silent).answer.code == "good"


def fate_by_hand_of(who):
    mail = mail_of(who)
    return fate_by_hand(mail.enrolment, [mail])


def test_a_worker_rests_when_every_day_was_counted_once(months, check_in, monkeypatch):
    monkeypatch.setattr(keeping, "FEW", 5)

    assert keeping.keep_up() > 0
    later = LATER + timedelta(minutes=1)
    with clock.stopped_at(later):
        assert keeping.keep_up() == 0
        _, as_of = keeping.kept(check_in, span().parts(7))
    assert as_of == later


def test_a_turn_of_a_worker_counts_only_so_many_days(months, check_in, monkeypatch):
    enrolled_over(5)
    monkeypatch.setattr(keeping, "FEW", 5)
    monkeypatch.setattr(keeping, "AT_ONCE", 2)

    assert [keeping.keep_up() for _ in range(4)] == [2, 2, 1, 0]


def test_a_part_of_the_days_is_not_told_as_all_of_them(months, check_in, monkeypatch):
    enrolled_over(3)
    now = counting.cells_of(check_in, span().parts(7))
    monkeypatch.setattr(keeping, "FEW", 5)
    monkeypatch.setattr(keeping, "AT_ONCE", 2)

    keeping.keep_up()
    assert keeping.kept(check_in, span().parts(7)) == (Counter(), None)
    keeping.keep_up()
    assert keeping.kept(check_in, span().parts(7)) == (now, LATER)


def test_days_of_years_ago_are_counted_too(months, check_in, monkeypatch):
    monkeypatch.setattr(keeping, "FEW", 5)

    with clock.stopped_at(LATER + timedelta(days=800)):
        keeping.keep_up()

    assert keeping.kept(check_in, span().parts(7))[1] == LATER + timedelta(days=800)


@atomic()
def enrolled_over(days):
    """As if they had been let in on so many days, up to the day they were."""
    for n, each in enumerate(session.scalars(select(Enrolment).order_by(Enrolment.id))):
        each.created_at -= timedelta(days=n % days)


def test_small_playbooks_leave_nothing_to_count_in_the_background(months, check_in):
    assert keeping.keep_up() == 0
    assert session.scalars(select(OutcomeCount)).all() == []


def test_every_number_opens_as_many_people(months, check_in):
    found = plainly(counting.cells_of(check_in, [span()]))

    opened = {
        (part, key): len(Behind(playbook=check_in, span=span(), part=part, keys=[key]).page().rows)
        for part, key in found
        if part in parts.OPEN
    }

    assert opened == {(part, key): count for (part, key), count in found.items()
                      if part in parts.OPEN}  # fmt: skip
    assert {part for part, _ in opened} >= {"fate", "answer", "loop", "topic", "stop", "option",
                                            "measured", "bought", "product"}  # fmt: skip


def test_somebody_chosen_twice_counts_once_in_the_effect(months, check_in, kim):
    making.delivered(months[0], making.DELIVERED_ON + timedelta(days=20))
    making.planned(making.DUE + timedelta(days=18))

    found = plainly(counting.cells_of(check_in, [span()]))

    with clock.stopped_at(LATER + timedelta(days=60)):
        later = plainly(counting.cells_of(check_in, [span()]))
    measured = [sum(each["measured", arm] for arm in Arm) for each in (found, later)]
    assert measured == [PEOPLE, PEOPLE]
    assert sum(count for (part, _), count in found.items() if part == "fate") == PEOPLE + 1


def test_a_corrected_answer_is_one_answer(check_in):
    people = [bought_by(f"Person {n}") for n in range(3)]
    making.planned()
    making.sent()
    ana = next(each for each in people if is_in(each))
    answers(ana, "wrong")
    answers(ana, "good", at=LATER)

    found = plainly(counting.cells_of(check_in, [span()]))

    assert (found["answer", "good"], found["answer", "wrong"]) == (1, 0)
    assert len(session.scalars(select(FollowUpAnswer)).all()) == 2
    assert sum(count for (part, _), count in found.items() if part == "loop") == 1


def test_the_people_of_a_rare_number_are_found_a_stretch_at_a_time(months, check_in, monkeypatch):
    monkeypatch.setattr(behind, "LOOKED_THROUGH", 7)
    rare = Behind(playbook=check_in, span=span(), part="fate", keys=["came back"])

    page, people, pages = rare.page(), [], 1
    people += page.rows
    while page.after is not None:
        page = rare.page(page.after)
        people += page.rows
        pages += 1

    assert len(people) == 1 and pages == PEOPLE // 7 + 1
    assert rare.customers(10) == [people[0].customer_id]


def test_all_concerns_are_those_that_are_open_and_those_that_are_solved(months, check_in):
    def people(*keys):
        of_it = Behind(playbook=check_in, span=span(), part="loop", keys=keys)
        return {each.id for each in of_it.page().rows}

    assert people("open") and people("solved")
    assert people() == people("open") | people("solved")


def test_a_file_of_people_comes_to_an_end_and_says_where(months, check_in, monkeypatch):
    monkeypatch.setattr(behind, "LOOKED_THROUGH", 7)
    everybody = Behind(playbook=check_in, span=span(), part="", keys=())

    assert len(rows.every(everybody, 5_000)[0]) == PEOPLE
    assert len(rows.every(everybody, 10)[0]) == 10
    monkeypatch.setattr(rows, "MOST_ROUNDS", 2)
    found, since = rows.every(everybody, 5_000)
    assert (len(found), since) == (14, found[-1].enrolled_at)
