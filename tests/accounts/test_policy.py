"""Who may see and change whose account: the database and Python agree."""

from itertools import product

import sqlalchemy as sa

from portal.access import Visitor
from portal.accounts import policy
from portal.accounts.models import Sight, User
from portal.database import session
from tests import make


def test_the_database_shows_whom_one_may_read(ana, ben, maria, olaf, northwind, kim, mark, adam):
    make.user("Ida Falk", of=northwind, sees=Sight.OWN)
    people = session.scalars(sa.select(User)).all()

    for viewer in [*people, Visitor()]:
        shown = set(session.scalars(sa.select(User).where(policy.visible_to(viewer))))
        assert shown == {other for other in people if policy.may_read(viewer, other)}


def test_a_customer_reads_only_themselves(ana, ben, kim):
    assert policy.may_read(ana, ana)
    assert not policy.may_read(ana, ben)
    assert not policy.may_read(ana, kim)


def test_only_an_admin_manages_staff_and_never_themselves(ana, kim, lea, mark, mona, adam):
    people = [ana, kim, lea, mark, mona, adam, Visitor()]

    allowed = {
        (by.name, other.name)
        for by, other in product(people, people[:-1])
        if policy.may_manage_staff(by, other)
    }

    assert allowed == {(adam.name, other.name) for other in (kim, lea, mark, mona)}


def test_who_sees_all_of_an_organisation_looks_after_its_people(maria, olaf, northwind, ana, kim):
    ida = make.user("Ida Falk", of=northwind, sees=Sight.SHARED)

    assert policy.may_manage_colleague(maria, ida)
    assert not policy.may_manage_colleague(maria, maria)
    assert not policy.may_manage_colleague(maria, ana)
    assert not policy.may_manage_colleague(ida, olaf)
    assert not policy.may_manage_colleague(kim, ida)
    assert not policy.may_invite_colleague(ida, northwind)
    assert not policy.may_invite_colleague(ana, ana.customer)
    assert not policy.may_invite_colleague(maria, ana.customer)
