"""Merges, unmerges and replies in several processes at the same moment."""

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.tickets.conversation import reply
from portal.tickets.merging import CannotMerge, merge, unmerge
from portal.tickets.models import Reply, Ticket
from tests import make


def merge_into(ticket_id: int, into_id: int, user_id: int) -> str:
    user = session.get_one(User, user_id)
    ticket, into = session.get_one(Ticket, ticket_id), session.get_one(Ticket, into_id)
    try:
        merge([ticket], into=into, by=user)
    except CannotMerge:
        return "refused"
    return "merged"


def say(ticket_id: int, user_id: int, body: str) -> str:
    reply(session.get_one(Ticket, ticket_id), body=body, by=session.get_one(User, user_id))
    return "said"


def take_out(ticket_id: int, user_id: int) -> str:
    unmerge(session.get_one(Ticket, ticket_id), by=session.get_one(User, user_id))
    return "out"


def test_two_merges_that_cross_end_with_one_survivor(ana, kim, race):
    one, two = make.ticket(by=ana), make.ticket(by=ana)

    answers = race(
        merge_into,
        each=[(one.id, two.id, kim.id), (two.id, one.id, kim.id)] * 4,
    )

    assert sorted(answers) == ["merged"] + ["refused"] * 7
    session.expire_all()
    survivors = [each for each in (one, two) if not each.is_merged]
    assert len(survivors) == 1
    assert len(survivors[0].replies) == 2


def test_no_word_is_lost_between_a_merge_and_replies(ana, kim, race):
    one, two = make.ticket(by=ana), make.ticket(by=ana)

    answers = race(
        act,
        each=[("merge", one.id, two.id, kim.id)]
        + [("say", one.id, ana.id, f"Word {n}") for n in range(6)],
    )

    assert sorted(answers) == ["merged"] + ["said"] * 6
    session.expire_all()
    assert session.scalar(select(func.count(Reply.id)).where(Reply.ticket_id == two.id)) == 8
    assert one.replies == []


def test_a_merge_undone_while_people_write_loses_no_word(ana, kim, race):
    one, two = make.ticket(by=ana), make.ticket(by=ana)
    merge([two], into=one, by=kim)

    answers = race(
        act,
        each=[("unmerge", two.id, kim.id), ("unmerge", two.id, kim.id)]
        + [("say", two.id, ana.id, f"Word {n}") for n in range(5)],
    )

    assert sorted(answers) == ["out"] * 2 + ["said"] * 5
    session.expire_all()
    assert len(one.replies) + len(two.replies) == 7
    assert not two.is_merged


def act(what: str, *values: object) -> str:
    return {"merge": merge_into, "say": say, "unmerge": take_out}[what](*values)
