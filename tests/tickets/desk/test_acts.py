"""Doing something to tickets, and undoing it."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.history.models import Entry
from portal.tickets import acts, resolution, tagging, triage
from portal.tickets.models import Priority, Ticket, TicketState
from portal.tickets.view_models import Act
from tests import make


def solved(by):
    return lambda ticket: resolution.solve(ticket, by=by)


def standing(ticket):
    session.refresh(ticket)
    return ticket.state, ticket.priority, ticket.assignee_id, ticket.due_at


def test_undoing_a_solve_brings_back_state_and_promise_without_another_mail(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    before = standing(ticket)

    act, changed = acts.do(solved(kim), [ticket.id], what="solved", by=kim)
    assert (changed, ticket.is_solved) == (1, True)
    mails = len(mailbox.to("ana@example.com"))

    undone = acts.undo(act, by=kim)

    assert (undone.restored, undone.refused) == (1, [])
    assert standing(ticket) == before
    assert ticket.solved_at is None
    assert len(mailbox.to("ana@example.com")) == mails


def test_undo_leaves_what_has_changed_since_and_says_which(ana, kim, lea):
    first, second = make.ticket(by=ana), make.ticket(by=ana)
    raised = lambda it: triage.prioritise(it, priority=Priority.URGENT, by=kim)  # noqa: E731
    act, _ = acts.do(raised, [first.id, second.id], what="urgent", by=kim)
    triage.prioritise(second, priority=Priority.LOW, by=lea)

    undone = acts.undo(act, by=kim)

    assert (undone.restored, undone.refused) == (1, [second.number])
    assert (standing(first)[1], standing(second)[1]) == (Priority.NORMAL, Priority.LOW)


def test_what_changed_elsewhere_in_the_ticket_stays(ana, kim, lea):
    ticket = make.ticket(by=ana)
    act, _ = acts.do(
        lambda it: triage.prioritise(it, priority=Priority.HIGH, by=kim),
        [ticket.id], what="high", by=kim,
    )  # fmt: skip
    triage.assign(ticket, to=lea, by=lea)

    acts.undo(act, by=kim)

    assert standing(ticket)[1:3] == (Priority.NORMAL, lea.id)


def test_tags_go_on_once_and_come_off_again(ana, kim):
    ticket = make.ticket(by=ana)
    tagging.tag(ticket, word="frame", by=kim)
    act, _ = acts.do(
        lambda it: tagging.tag(it, word="brakes", by=kim), [ticket.id], what="tagged", by=kim
    )
    again, changed = acts.do(
        lambda it: tagging.tag(it, word="brakes", by=kim), [ticket.id], what="tagged", by=kim
    )
    assert (again, changed, tagging.tags_of(ticket)) == (None, 0, ["brakes", "frame"])

    acts.undo(act, by=kim)

    assert tagging.tags_of(ticket) == ["frame"]
    kinds = session.scalars(select(Entry.kind).where(Entry.about == ticket.about)).all()
    assert kinds.count("ticket.tagged") == 2
    assert "ticket.act_undone" in kinds


def test_reopening_is_undone_to_the_very_moment_it_was_solved(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)
    solved_at = ticket.solved_at
    act, _ = acts.do(lambda it: resolution.reopen(it, by=kim), [ticket.id], what="open", by=kim)

    acts.undo(act, by=kim)

    session.refresh(ticket)
    assert (ticket.state, ticket.solved_at) == (TicketState.SOLVED, solved_at)


def test_twice_and_after_a_day_undo_does_nothing(ana, kim):
    ticket = make.ticket(by=ana)
    act, _ = acts.do(solved(kim), [ticket.id], what="solved", by=kim)
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        assert acts.recent(kim) == []
        assert acts.undo(act, by=kim).restored == 0
    assert [each.id for each in acts.recent(kim)] == [act.id]
    assert acts.undo(act, by=kim).restored == 1
    assert acts.undo(act, by=kim).restored == 0


def test_many_are_one_act_over_several_chunks(ana, kim, monkeypatch):
    monkeypatch.setattr(acts, "CHUNK", 2)
    tickets = [make.ticket(by=ana) for _ in range(5)]

    act, changed = acts.do(
        lambda it: triage.assign(it, to=kim, by=kim),
        [each.id for each in tickets], what="mine", by=kim,
    )  # fmt: skip

    assert changed == 5
    assert len(session.scalars(select(Act)).all()) == 1
    assert acts.undo(act, by=kim).restored == 5


def test_agents_undo_their_own_and_leads_everybodys(ana, kim, lea):
    act, _ = acts.do(solved(lea), [make.ticket(by=ana).id], what="solved", by=lea)

    assert act not in session.scalars(acts.undoable_by(kim)).all()
    assert act in session.scalars(acts.undoable_by(lea)).all()


def solve_and_undo(ticket_id, actor_id):
    act = session.scalars(select(Act)).one()
    return acts.undo(act, by=session.get_one(User, actor_id)).restored


def test_eight_undo_at_once_and_it_is_undone_once(ana, kim, race):
    ticket = make.ticket(by=ana)
    acts.do(solved(kim), [ticket.id], what="solved", by=kim)

    answers = race(solve_and_undo, 8, ticket.id, kim.id)

    assert sorted(answers) == [0] * 7 + [1]
    assert not session.get_one(Ticket, ticket.id, populate_existing=True).is_solved
