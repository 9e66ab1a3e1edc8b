"""Spam: out of the way at one press, and nothing lost when somebody was wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.confirming import reader_at, verify
from portal.accounts.models import User
from portal.accounts.signing_up import user_at
from portal.database import session
from portal.history.models import Entry
from portal.learning import confirming, training
from portal.learning.models import Confirmed, Field, ToRead
from portal.messages.receiving import receive
from portal.messages.routing import Outcome
from portal.team import counting
from portal.team.models import TeamBacklog, TeamCount
from portal.tickets import (
    acts,
    conversation,
    merging,
    pausing,
    resolution,
    snoozing,
    spam,
    tagging,
)
from portal.tickets.clock_models import PauseReason
from portal.tickets.ledger import ledger_of
from portal.tickets.merging import CannotMerge
from portal.tickets.models import Ticket, TicketState
from portal.tickets.queue import Queue
from portal.tickets.raising import raise_as_visitor
from portal.tickets.spam_models import BlockedSender, TicketSpam
from portal.tickets.states import TicketKind
from portal.tickets.views import View
from portal.timekeeping.foreseeing import look_ahead
from portal.timekeeping.pressing import press_what_is_due
from tests import make
from tests.timekeeping.raising import raised

HOUR = timedelta(hours=1)
SENDER = "winner@lottery.example.com"


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(make.MONDAY):
        yield


def from_a_stranger(subject="You have won", address=SENDER, once=None):
    return raise_as_visitor(
        address=address,
        name="Lottery",
        kind=TicketKind.QUESTION,
        subject=subject,
        body="Click here.",
        once=once,
    )


def views_with(ticket, me):
    return {
        view for view in View if ticket.id in {row.id for row in Queue(me=me, view=view).rows()}
    }


def test_spam_is_in_the_view_of_spam_and_in_no_other(kim):
    ticket = from_a_stranger()

    spam.mark(ticket, by=kim)

    assert views_with(ticket, kim) == {View.SPAM}


def test_no_promise_runs_and_nobody_is_written_to(kim, mailbox):
    ticket = from_a_stranger()
    before = len(mailbox.to(SENDER))

    spam.mark(ticket, by=kim)

    assert (ticket.due_at, ticket.snoozed_due_at) == (None, None)
    with clock.stopped_at(make.MONDAY + 90 * HOUR):
        assert (press_what_is_due(), look_ahead()) == (0, 0)
    assert len(mailbox.to(SENDER)) == before
    assert not ledger_of(ticket).ledger.clock.runs


def test_twice_is_once(kim):
    ticket = from_a_stranger()
    spam.mark(ticket, by=kim)
    spam.mark(ticket, by=kim)

    kinds = session.scalars(select(Entry.kind).where(Entry.about == ticket.about)).all()
    assert kinds.count("ticket.marked_spam") == 1
    spam.unmark(ticket, by=kim)
    spam.unmark(ticket, by=kim)
    kinds = session.scalars(select(Entry.kind).where(Entry.about == ticket.about)).all()
    assert kinds.count("ticket.not_spam") == 1


def test_it_was_none_after_all_and_what_was_left_of_its_promise_goes_on(kim):
    ticket = from_a_stranger()
    with clock.stopped_at(make.MONDAY + HOUR):
        spam.mark(ticket, by=kim)

    with clock.stopped_at(make.MONDAY + 5 * HOUR):
        spam.unmark(ticket, by=kim)

    assert ticket.state is TicketState.NEW
    assert ticket.due_at == make.MONDAY + make.DAY + 3 * HOUR + HOUR / 2
    assert ticket.first_promised_at == ticket.due_at
    assert ledger_of(ticket).ledger.answer.due_at == ticket.due_at


@pytest.mark.parametrize("state", [None, TicketState.SOLVED, TicketState.OPEN])
def test_undoing_it_leaves_all_as_it_was(ana, kim, state):
    ticket = make.ticket(by=ana, answered_by=kim if state else None, state=state)
    stood = (ticket.state, ticket.due_at, ticket.solved_at)

    act, _ = acts.do(lambda it: spam.mark(it, by=kim), [ticket.id], what="spam", by=kim)
    assert spam.spam_of(ticket)
    acts.undo(act, by=kim)

    assert spam.spam_of(ticket) is None
    assert (ticket.state, ticket.due_at, ticket.solved_at) == stood


def test_undoing_it_on_a_paused_one_owes_what_was_left(ana, kim):
    ticket = raised(ana, kind=TicketKind.BROKEN)
    with clock.stopped_at(make.MONDAY + HOUR):
        pausing.pause(ticket, reason=PauseReason.PART, by=kim)
        act, _ = acts.do(lambda it: spam.mark(it, by=kim), [ticket.id], what="spam", by=kim)

    with clock.stopped_at(make.MONDAY + 2 * HOUR):
        acts.undo(act, by=kim)

        assert ticket.due_at == make.MONDAY + 5 * HOUR
        assert ledger_of(ticket).ledger.answer.due_at == ticket.due_at


def test_undoing_that_it_is_none(kim):
    ticket = from_a_stranger()
    spam.mark(ticket, by=kim)
    act, _ = acts.do(lambda it: spam.unmark(it, by=kim), [ticket.id], what="none", by=kim)

    acts.undo(act, by=kim)

    assert views_with(ticket, kim) == {View.SPAM}
    assert ticket.due_at is None


def test_a_snoozed_one_sleeps_no_more(ana, kim):
    ticket = make.ticket(by=ana)
    snoozing.snooze(ticket, until=make.MONDAY + make.DAY, by=kim)

    spam.mark(ticket, by=kim)

    assert (ticket.snoozed_until, ticket.snoozed_due_at, ticket.due_at) == (None, None, None)


def test_who_answers_it_says_that_it_is_none(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    conversation.reply(ticket, body="Sorry, we are on it.", by=kim)

    assert spam.spam_of(ticket) is None
    assert ticket.state is TicketState.WAITING
    assert mailbox.to("ana@example.com")


def test_a_customer_who_signs_in_is_heard_again(ana, kim):
    ticket = make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    conversation.reply(ticket, body="Hello?", by=ana)

    assert spam.spam_of(ticket) is None
    assert ticket.due_at is not None


def test_reopening_it_is_saying_that_it_is_none(ana, kim):
    ticket = make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    resolution.reopen(ticket, by=kim)

    assert spam.spam_of(ticket) is None


def test_spam_is_merged_with_nothing(ana, kim):
    ticket, other = make.ticket(by=ana), make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    with pytest.raises(CannotMerge, match="is spam"):
        merging.merge([ticket], into=other, by=kim)
    with pytest.raises(CannotMerge, match="is spam"):
        merging.merge([other], into=ticket, by=kim)


def mail(subject="You have won", **headers):
    return make.eml(sender=SENDER, to="help@in.example.com", subject=subject, **headers)


def test_a_blocked_sender_reaches_nobody_by_mail(kim, mailbox):
    first = receive(mail())
    ticket = session.get_one(Ticket, Ticket.id_of(first.reference))
    told = len(mailbox.to(SENDER))

    spam.block(ticket, by=kim)
    second = receive(mail("You have won again"))

    assert views_with(ticket, kim) == {View.SPAM}
    assert (second.outcome, second.reason) == (
        Outcome.QUARANTINED,
        "The desk has blocked its sender",
    )
    assert len(session.scalars(select(Ticket)).all()) == 1
    assert len(mailbox.to(SENDER)) == told


def test_what_a_blocked_sender_raises_on_the_web_is_spam_at_once(kim, mailbox):
    spam.block(from_a_stranger(), by=kim)
    told = len(mailbox.to(SENDER))

    ticket = from_a_stranger("And again", once="k" * 32)

    assert views_with(ticket, kim) == {View.SPAM}
    assert spam.spam_of(ticket).by is None
    assert len(mailbox.to(SENDER)) == told


def test_let_in_again_they_are_heard(kim):
    spam.block(from_a_stranger(), by=kim)

    spam.let_in(session.scalars(select(BlockedSender)).one(), by=kim)

    assert receive(mail("About my order")).outcome == Outcome.CONCERN


def test_who_was_blocked_and_signs_up_is_heard(kim):
    ticket = from_a_stranger()
    spam.block(ticket, by=kim)

    verify(ticket.contact_point, by=reader_at(ticket.contact_point))
    user_at(ticket.contact_point)

    assert receive(mail("About my order")).outcome == Outcome.CONCERN


def test_who_signs_in_is_not_blocked(ana, kim):
    ticket = make.ticket(by=ana)

    with pytest.raises(spam.CannotBlock):
        spam.block(ticket, by=kim)

    assert spam.spam_of(ticket) is None


def test_no_figure_of_the_team_counts_it(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, at=make.MONDAY - make.DAY)
    make.ticket(by=ana, at=make.MONDAY - make.DAY)
    counting.rebuild()
    arrived = select(TeamCount.count).where(TeamCount.measure == "arrived")
    assert sum(session.scalars(arrived)) == 2

    spam.mark(ticket, by=kim)
    counting.keep_up()

    assert sum(session.scalars(arrived)) == 1
    assert sum(session.scalars(select(TeamBacklog.count))) == 1


def test_nothing_is_learned_from_it_until_it_is_none(ana, kim):
    ticket = make.ticket(by=ana)
    tagging.tag(ticket, word="brakes", by=kim)
    confirming.confirm(ticket, Field.TOPIC, "brakes", by=kim)
    assert len(training.lesson_of(Field.TOPIC).examples) == 1

    spam.mark(ticket, by=kim)
    assert training.lesson_of(Field.TOPIC).examples == []
    assert training.lesson_of(Field.KIND).examples == []
    assert session.get(ToRead, ticket.id) is None
    assert session.scalars(select(Confirmed)).all()

    spam.unmark(ticket, by=kim)
    assert len(training.lesson_of(Field.TOPIC).examples) == 1


def mark_it(ticket_id, kim_id):
    with clock.stopped_at(make.MONDAY):
        spam.mark(session.get_one(Ticket, ticket_id), by=session.get_one(User, kim_id))


def test_eight_at_once_mark_it_once(kim, race):
    ticket = from_a_stranger()

    answers = race(mark_it, each=[(ticket.id, kim.id)] * 8)

    assert answers == [None] * 8
    assert len(session.scalars(select(TicketSpam)).all()) == 1


def answer_it(ticket_id, kim_id):
    kim = session.get_one(User, kim_id)
    with clock.stopped_at(make.MONDAY):
        conversation.reply(session.get_one(Ticket, ticket_id), body="Here.", by=kim)


def either(ticket_id, kim_id, is_answer):
    (answer_it if is_answer else mark_it)(ticket_id, kim_id)


def test_answered_and_marked_in_one_moment_it_is_one_of_both(ana, kim, race):
    ticket = make.ticket(by=ana)

    answers = race(either, each=[(ticket.id, kim.id, place % 2) for place in range(8)])

    assert answers == [None] * 8
    session.expire_all()
    if spam.spam_of(ticket):
        assert (ticket.state, ticket.due_at) == (TicketState.SOLVED, None)
    else:
        assert ticket.state is TicketState.WAITING
    assert ticket.solved_at is None or spam.spam_of(ticket)
