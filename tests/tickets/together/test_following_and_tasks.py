"""Following a concern, and what is to be done about it."""

import pytest

from portal import clock
from portal.tickets import notices, tasks
from portal.tickets.conversation import reply
from portal.tickets.following import follow, unfollow
from portal.tickets.resolution import solve
from tests import make


def test_kim_hears_of_a_word_and_of_the_end_but_not_of_her_own(ana, kim, lea):
    ticket = make.ticket(by=ana)
    follow(ticket, by=kim)
    follow(ticket, by=kim)

    reply(ticket, body="Any news?", by=ana)
    reply(ticket, body="Soon.", by=kim)
    solve(ticket, by=lea)

    assert [notice.text for notice in reversed(notices.latest(kim))] == [
        f"{ana.name} wrote in {ticket.number}",
        f"{lea.name} solved {ticket.number}",
    ]


def test_who_stops_following_hears_no_more(ana, kim):
    ticket = make.ticket(by=ana)
    follow(ticket, by=kim)
    unfollow(ticket, by=kim)

    reply(ticket, body="Any news?", by=ana)

    assert notices.latest(kim) == []


def test_tasks_stand_in_their_order_and_are_ticked_once(ana, kim, lea):
    ticket = make.ticket(by=ana)
    yesterday = clock.now() - make.DAY
    ask, order = tasks.add(ticket, texts=["Ask", "Order"], by=kim, assignee=lea, due_at=yesterday)

    tasks.tick(ask, by=lea)
    tasks.tick(ask, by=lea)
    assert [(task.text, task.is_late) for task in tasks.of(ticket)] == [
        ("Ask", False), ("Order", True),
    ]  # fmt: skip
    assert tasks.undone_of(lea) == [order]

    tasks.untick(ask, by=lea)
    assert len(tasks.undone_of(lea)) == 2


def test_only_who_works_at_the_desk_is_given_a_task(ana, kim, mark):
    with pytest.raises(tasks.NotAtTheDesk):
        tasks.add(make.ticket(by=ana), texts=["Ask"], by=kim, assignee=mark)


def test_a_ticket_has_no_end_of_tasks(ana, kim):
    ticket = make.ticket(by=ana)
    tasks.add(ticket, texts=["Ask"] * 100, by=kim)
    with pytest.raises(tasks.TooManyTasks):
        tasks.add(ticket, texts=["Ask"], by=kim)


def test_lines_become_tasks():
    assert tasks.lines_of("- Ask Ana\n\n  Order   pads \n- ") == ["Ask Ana", "Order pads"]
