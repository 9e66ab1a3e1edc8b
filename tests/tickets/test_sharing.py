"""Showing a concern to a colleague."""

import pytest
from sqlalchemy import select

from portal.accounts.models import Sight
from portal.database import session
from portal.history.models import Entry
from portal.tickets import policy, queries
from portal.tickets.sharing import NotAColleague, share, stop_sharing
from tests import make


@pytest.fixture
def otto(northwind):
    return make.user(
        "Otto Vik", of=northwind, email="otto@northwind.example.com", sees=Sight.SHARED
    )


def test_a_colleague_sees_it_until_it_is_taken_back(maria, otto):
    ticket = make.ticket(by=maria)

    share(ticket, to=otto, by=maria)
    share(ticket, to=otto, by=maria)
    assert policy.may_read(otto, reloaded(ticket))
    stop_sharing(ticket, to=otto, by=maria)
    stop_sharing(ticket, to=otto, by=maria)

    assert not policy.may_read(otto, reloaded(ticket))
    assert [entry.kind for entry in session.scalars(select(Entry).order_by(Entry.id))] == [
        "ticket.shared",
        "ticket.unshared",
    ]


def reloaded(ticket):
    session.expire_all()
    return ticket


def test_a_concern_never_leaves_its_organisation(maria, ben):
    with pytest.raises(NotAColleague):
        share(make.ticket(by=maria), to=ben, by=maria)


def test_who_can_see_it_is_named(maria, olaf, otto):
    ticket = make.ticket(by=maria)

    assert queries.may_be_shown_to(ticket) == [otto]
    share(ticket, to=otto, by=maria)

    session.expire_all()
    assert queries.readers_of(ticket) == [maria, olaf, otto]
    assert queries.may_be_shown_to(ticket) == []
