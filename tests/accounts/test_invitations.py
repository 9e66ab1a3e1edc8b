"""Asking somebody to join: staff by an admin, colleagues by those who run their organisation."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.access import Role
from portal.accounts import attempts, invitations, links, passwords
from portal.accounts.models import Invitation, LinkPurpose, Sight, User
from portal.accounts.signing_up import AddressTaken
from portal.customers.models import Customer
from portal.database import session
from portal.history.models import Entry
from tests import make

IDA = "ida@northwind.example.com"
PASSWORD = "four green hills far off"


def token_in(mailbox, address):
    return mailbox.links(address)[0].rpartition("/")[2]


def invite_ida(by, sees=Sight.SHARED, address=IDA):
    return invitations.invite_colleague(
        by.customer, name="Ida Falk", address=address, sees=sees, by=by
    )


def test_staff_join_with_the_role_they_were_invited_for(adam, mailbox):
    invitations.invite_staff(
        name="Nina Holt", address="Nina@marlow.example.com", role=Role.LEAD, by=adam
    )

    token = token_in(mailbox, "Nina@marlow.example.com")
    nina = invitations.accept(token, name="Nina R. Holt", password=PASSWORD)

    assert (nina.name, nina.role, nina.customer) == ("Nina R. Holt", Role.LEAD, None)
    assert passwords.matches(nina.password_hash, PASSWORD)
    assert invitations.accept(token, name="Nina Again", password=PASSWORD) is None


def test_a_colleague_joins_their_organisation(maria, mailbox):
    invite_ida(by=maria)

    ida = invitations.accept(token_in(mailbox, IDA), name="Ida Falk", password=None)

    assert (ida.customer, ida.sees, ida.password_hash) == (maria.customer, Sight.SHARED, None)
    kinds = session.scalars(sa.select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["colleague.invited", "address.verified", "customer.registered",
                     "colleague.joined"]  # fmt: skip
    assert session.scalars(sa.select(Entry).where(Entry.kind == "colleague.invited")).one().actor


def test_the_newest_invitation_counts(maria, mailbox):
    invite_ida(by=maria, sees=Sight.ALL)
    first = token_in(mailbox, IDA)
    invite_ida(by=maria, sees=Sight.OWN)

    assert invitations.accept(first, name="Ida", password=None) is None
    assert invitations.accept(token_in(mailbox, IDA), name="Ida", password=None).sees is Sight.OWN


def test_a_withdrawn_invitation_is_over(maria, mailbox):
    invited = invite_ida(by=maria)

    invitations.withdraw(invited, by=maria)
    invitations.withdraw(invited, by=maria)

    assert invitations.accept(token_in(mailbox, IDA), name="Ida", password=None) is None
    assert session.scalars(
        sa.select(Entry.kind).where(Entry.kind == "invitation.withdrawn")
    ).all() == ["invitation.withdrawn"]


def test_an_invitation_is_good_for_a_week(maria, mailbox):
    with clock.stopped_at(make.MONDAY):
        invite_ida(by=maria)
    with clock.stopped_at(make.MONDAY + timedelta(days=7)):
        token = token_in(mailbox, IDA)
        assert invitations.accept(token, name="Ida", password=None) is None


def test_an_address_that_is_elsewhere_cannot_join(maria, ana, mailbox):
    """Nobody pulls somebody else's customer into their organisation; nor do they learn of them."""
    invited = invite_ida(by=maria, address="Ana@example.com")
    token = token_in(mailbox, "Ana@example.com")

    assert invitations.is_elsewhere(invited)
    assert invitations.accept(token, name="Ana", password=None) is None
    assert ana.customer != maria.customer


def test_a_concern_raised_in_their_name_keeps_no_staff_out(adam, mailbox):
    make.contact_point(make.customer("Ida"), IDA, verified=False)
    invitations.invite_staff(name="Ida", address=IDA, role=Role.AGENT, by=adam)

    user = invitations.accept(token_in(mailbox, IDA), name="Ida", password=None)

    assert (user.role, user.customer) == (Role.AGENT, None)


def test_staff_are_not_invited_twice(adam, kim, ana):
    for address in ("KIM@marlow.example.com", "ana@example.com"):
        with pytest.raises(AddressTaken):
            invitations.invite_staff(name="X", address=address, role=Role.AGENT, by=adam)


def test_thirty_invitations_a_day_are_enough(maria):
    with clock.stopped_at(make.MONDAY):
        for number in range(30):
            invite_ida(by=maria, address=f"ida{number}@northwind.example.com")
        with pytest.raises(attempts.TooOften):
            invite_ida(by=maria)


def test_another_links_token_is_no_invitation(maria):
    link = links.issue(LinkPurpose.INVITATION, address=IDA, about="ticket:1")

    assert invitations.accept(link, name="Ida", password=None) is None
    assert session.scalars(sa.select(Invitation)).all() == []


def join(token):
    user = invitations.accept(token, name="Ida Falk", password=None)
    return user and user.id


def test_of_eight_who_accept_at_once_one_joins(maria, mailbox, race):
    invite_ida(by=maria)

    joined = race(join, 8, token_in(mailbox, IDA))

    assert len([each for each in joined if each]) == 1, joined
    assert session.scalar(sa.select(sa.func.count()).where(User.email == IDA)) == 1


def test_a_concern_raised_in_their_name_comes_along_with_a_colleague(maria, mailbox):
    wrote = make.contact_point(make.customer("Ida"), IDA, verified=False)
    alone = wrote.customer_id
    invited = invite_ida(by=maria)
    assert not invitations.is_elsewhere(invited)
    assert invitations.comes_along(invited)

    ida = invitations.accept(token_in(mailbox, IDA), name="Ida Falk", password=None)

    assert ida.customer == maria.customer
    assert session.get(Customer, alone) is None
    assert [each.user_id for each in maria.customer.contact_points] == [maria.id, ida.id]
