"""One fault behind many concerns."""

import pytest
from sqlalchemy import func, select

from portal.database import session
from portal.messages.models import Message
from portal.tickets import known_issues
from portal.tickets.known_issues import IssueHasEnded, answer_all, give_answers, link, open_issue
from portal.tickets.merging import merge
from portal.tickets.models import Reply, TicketState
from tests import make


def given_to(ticket):
    return session.scalar(
        select(func.count(Reply.id)).where(Reply.ticket_id == ticket.id, Reply.by_staff)
    )


def test_everybody_is_answered_once_in_their_own_thread(ana, ben, kim, mailbox):
    issue = open_issue("Batch 7 pads squeal", by=kim)
    tickets = [make.ticket(by=ana), make.ticket(by=ben)]
    for ticket in tickets:
        link(ticket, issue, by=kim)
        link(ticket, issue, by=kim)

    answer_all(issue, body="New pads are on their way.", by=kim, once="a key")
    answer_all(issue, body="New pads are on their way.", by=kim, once="a key")
    while give_answers():
        pass

    assert [given_to(ticket) for ticket in tickets] == [1, 1]
    assert len(mailbox.to("ana@example.com")) == len(mailbox.to("ben@example.com")) == 1
    threads = session.scalars(select(Message.thread).order_by(Message.id)).all()
    assert threads == [ticket.about for ticket in tickets]


def test_a_chunk_given_twice_says_it_once(ana, kim, mailbox):
    issue, ticket = open_issue("Pads", by=kim), make.ticket(by=ana)
    link(ticket, issue, by=kim)
    given = answer_all(issue, body="New pads.", by=kim)

    known_issues._give(given.id, ticket.id)
    known_issues.give_chunk(given.id)

    assert given_to(ticket) == 1
    assert len(mailbox.to("ana@example.com")) == 1


def test_solving_them_all(ana, kim):
    issue, ticket = open_issue("Pads", by=kim), make.ticket(by=ana)
    link(ticket, issue, by=kim)

    known_issues.give_chunk(answer_all(issue, body="Solved.", by=kim, solves=True).id)

    assert ticket.state is TicketState.SOLVED


def test_two_concerns_that_became_one_are_answered_once(ana, kim):
    issue = open_issue("Pads", by=kim)
    one, two = make.ticket(by=ana), make.ticket(by=ana)
    link(one, issue, by=kim)
    link(two, issue, by=kim)
    merge([two], into=one, by=kim)

    known_issues.give_chunk(answer_all(issue, body="New pads.", by=kim).id)

    assert given_to(one) == 1


def test_solved_concerns_and_later_ones_are_left_alone(ana, ben, kim):
    issue = open_issue("Pads", by=kim)
    solved = make.ticket(by=ana, state=TicketState.SOLVED)
    link(solved, issue, by=kim)
    given = answer_all(issue, body="New pads.", by=kim)
    later = make.ticket(by=ben)
    link(later, issue, by=kim)

    known_issues.give_chunk(given.id)

    assert (given_to(solved), given_to(later)) == (0, 0)
    assert given.finished_at is not None


def test_an_ended_issue_takes_no_more(ana, kim):
    issue = open_issue("Pads", by=kim)
    known_issues.end_issue(issue)

    with pytest.raises(IssueHasEnded):
        link(make.ticket(by=ana), issue, by=kim)
    with pytest.raises(IssueHasEnded):
        answer_all(issue, body="New pads.", by=kim)


def give(answer_id: int) -> int:
    return known_issues.give_chunk(answer_id)


def test_four_workers_answer_everybody_once(ana, kim, race, mailbox):
    issue = open_issue("Pads", by=kim)
    tickets = [make.ticket(by=ana) for _ in range(6)]
    for ticket in tickets:
        link(ticket, issue, by=kim)
    given = answer_all(issue, body="New pads.", by=kim)

    race(give, 4, given.id)

    assert [given_to(ticket) for ticket in tickets] == [1] * 6
    assert len(mailbox.to("ana@example.com")) == 6
