"""What happens when a promise is about to run out, or has: once, whoever looks."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.deadlines.values import Promise
from portal.history.models import Entry
from portal.promises import by_hand
from portal.promises.models import PressingRule, Side
from portal.tickets import conversation, pausing, snoozing, triage
from portal.tickets.clock_models import PauseReason
from portal.tickets.composing_models import DeskNotice
from portal.tickets.models import Priority, Ticket
from portal.timekeeping.overdue import tell_of_overdue_promises
from portal.timekeeping.pressing import press, press_what_is_due
from tests import make
from tests.timekeeping.raising import raised

HOUR = timedelta(hours=1)


@atomic()
def rule(promise=Promise.FIRST_ANSWER, side=Side.AFTER, minutes=0, **does):
    since = make.MONDAY - timedelta(days=90)
    made = PressingRule(promise=promise, side=side, minutes=minutes, created_at=since, **does)
    session.add(made)
    session.flush()
    return made


def notices(user):
    return session.scalars(select(DeskNotice.text).where(DeskNotice.user_id == user.id)).all()


def sweep_at(moment):
    with clock.stopped_at(moment):
        return press_what_is_due()


def test_late_the_assignee_is_told_once_and_it_becomes_urgent(ana, kim):
    ticket = raised(ana, make.MONDAY)
    triage.assign(ticket, to=kim, by=kim)
    rule(raises_to="high")
    late = ticket.due_at + timedelta(minutes=1)

    counts = [sweep_at(ticket.due_at - timedelta(minutes=1)), sweep_at(late), sweep_at(late)]

    assert counts == [0, 1, 0]
    assert len(notices(kim)) == 1
    assert "the first answer is late" in notices(kim)[0]
    assert ticket.priority is Priority.HIGH
    said = session.scalars(select(Entry).where(Entry.kind == "ticket.pressed")).one()
    assert (said.about, said.actor_id) == (ticket.about, None)


def test_before_it_is_due_the_minutes_are_working_time(ana, kim, lea):
    friday = make.MONDAY + timedelta(days=4, hours=8)
    ticket = raised(ana, friday)
    rule(side=Side.BEFORE, minutes=60, tells_leads=True)
    weekend = friday + timedelta(days=1)

    assert sweep_at(weekend) == 0
    assert sweep_at(ticket.due_at - timedelta(minutes=30)) == 1
    assert "is due" in notices(lea)[0]


def test_nobody_looks_after_it_so_who_leads_is_told(ana, kim, lea):
    ticket = raised(ana, make.MONDAY)
    rule()

    sweep_at(ticket.due_at + HOUR)

    assert (len(notices(kim)), len(notices(lea))) == (0, 1)


def test_each_answer_we_owe_is_a_promise_of_its_own(ana, kim):
    ticket = raised(ana, make.MONDAY)
    rule(promise=Promise.NEXT_ANSWER)
    for day in (1, 8):
        at = make.MONDAY + timedelta(days=day)
        with clock.stopped_at(at):
            conversation.reply(ticket, body="This one.", by=kim)
        with clock.stopped_at(at + HOUR):
            conversation.reply(ticket, body="Sure?", by=ana)
        assert sweep_at(at + timedelta(days=4)) == 1
        assert sweep_at(at + timedelta(days=4, hours=1)) == 0

    assert len(notices(kim)) == 2


def test_a_promise_that_moved_is_not_pressed_again(ana, kim):
    ticket = raised(ana, make.MONDAY)
    triage.assign(ticket, to=kim, by=kim)
    rule(side=Side.BEFORE, minutes=8 * 60)
    before = ticket.due_at
    assert sweep_at(make.MONDAY + HOUR) == 1
    with clock.stopped_at(make.MONDAY + 2 * HOUR):
        pausing.pause(ticket, reason=PauseReason.PART, by=kim)
    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        pausing.go_on(ticket, by=kim)
    assert ticket.due_at > before

    assert [sweep_at(ticket.due_at - HOUR) for _ in range(2)] == [0, 0]


def test_while_it_stands_still_nothing_presses(ana, kim):
    ticket = raised(ana, make.MONDAY)
    rule()
    with clock.stopped_at(make.MONDAY + HOUR):
        pausing.pause(ticket, reason=PauseReason.SUPPLIER, by=kim)

    assert sweep_at(make.MONDAY + timedelta(days=7)) == 0


def test_put_off_it_presses_all_the_same(ana, kim):
    ticket = raised(ana, make.MONDAY)
    triage.assign(ticket, to=kim, by=kim)
    rule()
    with clock.stopped_at(make.MONDAY + HOUR):
        snoozing.snooze(ticket, until=make.MONDAY + timedelta(days=9), by=kim)

    assert sweep_at(make.MONDAY + timedelta(days=7)) == 1, "the customer was told that moment"


def test_what_was_due_before_there_was_the_rule_is_left_alone(ana, kim):
    raised(ana, make.MONDAY)
    with atomic():
        session.add(
            PressingRule(
                promise=Promise.FIRST_ANSWER,
                side=Side.AFTER,
                minutes=0,
                created_at=make.MONDAY + timedelta(days=30),
            )
        )

    assert sweep_at(make.MONDAY + timedelta(days=31)) == 0


def press_it(ticket_id, rule_id):
    return press(ticket_id, rule_id)


def test_eight_workers_press_once(ana, kim, race):
    ticket = raised(ana, clock.now() - timedelta(days=30))
    triage.assign(ticket, to=kim, by=kim)
    rule_id = rule(raises_to="urgent").id

    answers = race(press_it, 8, ticket.id, rule_id)

    assert sorted(answers) == [0] * 7 + [1]
    assert len(notices(kim)) == 1
    pressed = select(func.count()).where(Entry.kind == "ticket.pressed")
    assert session.scalar(pressed) == 1


def pause_and_go_on(ticket_id, user_id):
    ticket, user = session.get_one(Ticket, ticket_id), session.get_one(User, user_id)
    pausing.pause(ticket, reason=PauseReason.PART, by=user)
    pausing.go_on(ticket, by=user)


def test_many_who_pause_at_once_leave_one_clock(ana, kim, race):
    ticket = raised(ana, clock.now())

    answers = race(pause_and_go_on, 6, ticket.id, kim.id)

    assert answers == [None] * 6
    session.expire_all()
    assert ticket.due_at is not None


@pytest.mark.parametrize("times", [1, 2])
def test_an_overdue_promise_by_hand_is_told_once(ana, kim, times):
    ticket = raised(ana, make.MONDAY)
    with clock.stopped_at(make.MONDAY):
        by_hand.promise(
            ana.customer,
            what="I call you",
            by_when=make.MONDAY + HOUR,
            owner=kim,
            about=ticket.about,
            by=kim,
        )

    with clock.stopped_at(make.MONDAY + 2 * HOUR):
        counts = [tell_of_overdue_promises() for _ in range(times)]

    assert sum(counts) == 1
    assert len(notices(kim)) == 1


def test_without_a_concern_the_notice_leads_to_the_promises(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        by_hand.promise(
            ana.customer, what="I call you", by_when=make.MONDAY + HOUR, owner=kim, about=None,
            by=kim,
        )  # fmt: skip
    with clock.stopped_at(make.MONDAY + 2 * HOUR):
        tell_of_overdue_promises()

    page = sign_in(kim).visit("/desk/notices").follow(f"You promised {ana.customer.name} by now")

    assert page.h1 == "Promises made by hand"
