"""Roles and access: who may not any more is out at once, and somebody is always left in charge."""

import pytest
import sqlalchemy as sa

from portal.access import Role
from portal.accounts import organisations, roles
from portal.accounts.models import Sight, User
from portal.database import session
from portal.history.models import Entry
from tests import make


def test_a_role_changes(kim, adam):
    roles.change_role(kim, role=Role.LEAD, by=adam)

    assert kim.role is Role.LEAD


def test_nobody_changes_themselves(adam):
    make.staff("Eva Second", Role.ADMIN)

    for change in (
        lambda: roles.change_role(adam, role=Role.AGENT, by=adam),
        lambda: roles.end_access(adam, by=adam),
    ):
        with pytest.raises(roles.NotOneself):
            change()


def test_the_last_admin_stays(adam, kim):
    for change in (
        lambda: roles.change_role(adam, role=Role.AGENT, by=kim),
        lambda: roles.end_access(adam, by=kim),
    ):
        with pytest.raises(roles.LastAdmin):
            change()
    assert (adam.role, adam.is_active) == (Role.ADMIN, True)


def test_an_admin_without_access_does_not_count(adam, kim):
    eva = make.staff("Eva Second", Role.ADMIN)
    roles.end_access(eva, by=adam)

    with pytest.raises(roles.LastAdmin):
        roles.end_access(adam, by=kim)


def end_each_other(user_id, by_id):
    try:
        roles.end_access(session.get_one(User, user_id), by=session.get_one(User, by_id))
    except roles.LastAdmin:
        return "last admin"
    return "ended"


def test_two_admins_who_end_each_other_at_once_leave_one(adam, race):
    eva = make.staff("Eva Second", Role.ADMIN)

    answers = race(end_each_other, each=[(adam.id, eva.id), (eva.id, adam.id)])

    assert sorted(answers) == ["ended", "last admin"]


def test_ending_access_of_a_customers_user_is_in_their_history(ana, adam):
    roles.end_access(ana, by=adam)
    roles.end_access(ana, by=adam)
    roles.give_access_back(ana, by=adam)

    assert session.scalars(sa.select(Entry.kind).order_by(Entry.id)).all() == [
        "access.ended", "access.given_back",
    ]  # fmt: skip
    assert ana.is_active


def test_what_a_colleague_sees_changes(maria, olaf):
    organisations.let_see(olaf, Sight.OWN, by=maria)

    assert olaf.sees is Sight.OWN
    entry = session.scalars(sa.select(Entry)).one()
    assert (entry.actor_name, entry.sentence) == (
        "Maria Lindqvist", "let Olaf Berg see own concerns",
    )  # fmt: skip


def test_somebody_of_an_organisation_sees_everything(maria, olaf):
    organisations.let_see(olaf, Sight.OWN, by=maria)

    with pytest.raises(organisations.NobodySeesAll):
        organisations.let_see(maria, Sight.SHARED, by=olaf)


def test_a_person_turned_organisation_goes_on_seeing_everything(ana, kim):
    organisations.turn_into_organisation(ana.customer, name="Ruiz & Daughters", by=kim)

    assert (ana.customer.name, ana.sees) == ("Ruiz & Daughters", Sight.ALL)
    assert session.scalars(sa.select(Entry)).one().sentence == (
        "made Ana Ruiz the organisation Ruiz & Daughters"
    )
