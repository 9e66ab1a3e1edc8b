"""The desk sorts: every change once, with its name in the history."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.history.models import Entry
from portal.tickets.models import Priority, TicketState
from portal.tickets.triage import NotAgainNew, NotAtTheDesk, assign, prioritise, put
from tests import make


def sentences() -> list[str]:
    return [
        f"{e.actor_name} {e.sentence}" for e in session.scalars(select(Entry).order_by(Entry.id))
    ]


def test_taking_it_on_and_passing_it_on(ana, kim, lea):
    ticket = make.ticket(by=ana)

    assign(ticket, to=kim, by=kim)
    assign(ticket, to=kim, by=kim)
    assign(ticket, to=lea, by=kim)
    assign(ticket, to=None, by=lea)

    assert ticket.assignee is None
    assert sentences() == [
        "Kim Visser took C-1001 on",
        "Kim Visser gave C-1001 to Lea Moreau",
        "Lea Moreau put C-1001 back for anyone to take",
    ]


@pytest.mark.parametrize("who", ["mark", "mona", "ben"])
def test_nobody_outside_the_desk_looks_after_a_ticket(request, ana, kim, who):
    ticket = make.ticket(by=ana)

    with pytest.raises(NotAtTheDesk):
        assign(ticket, to=request.getfixturevalue(who), by=kim)

    assert ticket.assignee is None


def test_urgency_is_the_desk_s_own_affair(ana, kim, mailbox):
    ticket = make.ticket(by=ana)
    promised = ticket.due_at

    prioritise(ticket, priority=Priority.URGENT, by=kim)
    prioritise(ticket, priority=Priority.URGENT, by=kim)

    assert (ticket.priority, ticket.due_at) == (Priority.URGENT, promised)
    assert sentences() == ["Kim Visser set C-1001 to urgent"]
    assert len(mailbox) == 0


def test_waiting_for_the_customer_stops_the_promise_and_open_starts_one(ana, kim):
    ticket = make.ticket(by=ana)

    put(ticket, state=TicketState.WAITING, by=kim)
    assert ticket.due_at is None
    put(ticket, state=TicketState.OPEN, by=kim)

    assert ticket.due_at is not None
    assert sentences() == ["Kim Visser put C-1001 to waiting", "Kim Visser put C-1001 to open"]


@pytest.mark.parametrize("state", [TicketState.OPEN, TicketState.WAITING])
def test_a_promise_runs_exactly_while_it_is_our_turn(ana, kim, state):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    put(ticket, state=state, by=kim)

    assert ticket.state is state
    assert (ticket.due_at is not None) is (state is TicketState.OPEN)
    assert ticket.solved_at is None


def test_putting_it_to_solved_is_solving_it(ana, kim, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)

    put(ticket, state=TicketState.SOLVED, by=kim)

    assert ticket.is_solved
    assert len(mailbox.to("ana@example.com")) == 1


def test_a_ticket_is_new_once(ana, kim):
    with pytest.raises(NotAgainNew):
        put(make.ticket(by=ana, answered_by=kim), state=TicketState.NEW, by=kim)
