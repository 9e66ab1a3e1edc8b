"""Who sees which ticket: the database and Python must say the same about everybody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role, Visitor
from portal.accounts.models import Sight
from portal.customers.models import ContactPoint
from portal.database import atomic, session
from portal.tickets import policy
from portal.tickets.models import Reply, Ticket, TicketState, Visibility
from tests import make


@pytest.fixture
def people(app, ana, northwind):
    customers = [make.user(f"{sight} of Northwind", of=northwind, sees=sight,
                           email=f"{sight}@northwind.example.com") for sight in Sight]  # fmt: skip
    staff = [make.staff(f"{role} of us", role) for role in Role]
    return [Visitor(), ana, *customers, *staff]


@pytest.fixture
def tickets(people):
    """Of everybody's, confirmed and not, shown and not, raised signed in and by mail."""
    raisers = [person for person in people if person.customer_id]
    made = []
    for person in raisers:
        for confirmed in (True, False):
            by_mail = make.ticket(by=person, confirmed=confirmed)
            by_mail = forget_who_raised(by_mail)
            made += [make.ticket(by=person, confirmed=confirmed), by_mail]
            for colleague in raisers:
                if colleague.customer_id == person.customer_id and colleague is not person:
                    made.append(make.ticket(by=person, confirmed=confirmed, shown_to=colleague))
    return made


@atomic()
def forget_who_raised(ticket):
    ticket.raised_by_id = None
    return ticket


def test_visible_to_and_may_read_agree_about_everybody_and_everything(people, tickets):
    for person in people:
        visible = set(session.scalars(select(Ticket).where(policy.visible_to(person))))

        assert visible == {each for each in tickets if policy.may_read(person, each)}, person.name


def test_words_are_judged_alike_by_the_database_and_by_python(people, ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, noted_by=kim)
    make.reply(ticket, by=ana, is_unverified=True)
    make.reply(ticket, by=ana, is_unverified=True, visibility=Visibility.NOTE)

    for person in people:
        visible = set(session.scalars(select(Reply).where(policy.words_visible_to(person))))

        assert visible == {each for each in ticket.replies if policy.may_read_word(person, each)}


@pytest.mark.parametrize(
    ("role", "sees"),
    [("agent", True), ("lead", True), ("admin", True), ("marketer", False), ("modeller", False)],
)
def test_only_the_desk_reads_tickets(app, ana, role, sees):
    ticket = make.ticket(by=ana)
    person = make.staff(f"A {role}", Role(role))

    assert policy.may_read(person, ticket) is sees
    assert policy.may_reply(person, ticket) is sees
    assert policy.may_triage(person, ticket) is sees


def test_a_colleague_sees_as_much_as_the_organisation_lets_them(maria, olaf):
    own, shown = make.ticket(by=maria), make.ticket(by=maria, shown_to=olaf)

    def sees(sight: Sight) -> list[bool]:
        with_sight(olaf, sight)
        return [policy.may_read(olaf, each) for each in (own, shown)]

    assert sees(Sight.OWN) == [False, False]
    assert sees(Sight.SHARED) == [False, True]
    assert sees(Sight.ALL) == [True, True]


@atomic()
def with_sight(user, sight):
    user.sees = sight


def test_what_came_by_mail_from_your_address_is_your_own(maria, olaf):
    with_sight(olaf, Sight.OWN)
    ticket = forget_who_raised(make.ticket(by=olaf))
    point = session.get_one(ContactPoint, ticket.contact_point_id)

    assert point.user_id == olaf.id
    assert policy.may_read(olaf, ticket)


def test_an_unconfirmed_ticket_is_shown_to_no_customer(ana, kim):
    ticket = make.ticket(by=ana, confirmed=False)

    assert not policy.may_read(ana, ticket)
    assert not policy.may_reply(ana, ticket)
    assert policy.may_read(kim, ticket)


def test_a_concern_solved_long_ago_is_read_and_not_added_to(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED, at=make.MONDAY)

    with clock.stopped_at(make.MONDAY + timedelta(days=30)):
        assert policy.may_reopen(ana, ticket)
    with clock.stopped_at(make.MONDAY + timedelta(days=31)):
        assert not policy.may_reopen(ana, ticket)
        assert not policy.may_reply(ana, ticket)
        assert policy.may_read(ana, ticket)
        assert policy.may_reply(kim, ticket)


def test_only_whose_concern_it_is_shares_it(northwind, maria, olaf, ana):
    with_sight(olaf, Sight.SHARED)
    ticket = make.ticket(by=maria, shown_to=olaf)

    assert policy.may_share(maria, ticket)
    assert not policy.may_share(olaf, ticket)
    assert not policy.may_share(ana, make.ticket(by=ana)), "a person has no colleagues"
