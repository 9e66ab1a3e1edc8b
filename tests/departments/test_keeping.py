"""Opening, changing and retiring departments."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.database import session
from portal.departments import keeping
from portal.departments.models import Department, DepartmentChange
from portal.departments.queries import at_work
from tests import make


def opened(lea, name="Workshop", **more):
    return keeping.open_department(name=name, purpose="Repairs", by=lea, **more)


def told(department):
    changes = select(DepartmentChange).where(DepartmentChange.department_id == department.id)
    return [each.what for each in session.scalars(changes.order_by(DepartmentChange.id))]


def test_two_departments_in_use_never_have_the_same_name(lea):
    opened(lea)

    with pytest.raises(keeping.NameTaken):
        opened(lea, "  WORKSHOP ")


def test_the_name_of_a_retired_one_is_free_and_then_it_cannot_come_back(lea):
    first = opened(lea)
    keeping.close(first, successor=None, by=lea)
    opened(lea)

    with pytest.raises(keeping.NameTaken):
        keeping.bring_back(first, by=lea)


def test_what_lea_changes_stands_with_the_department(lea):
    workshop = opened(lea)
    keeping.change(workshop, name="Repairs", purpose="All that breaks", address="", edits=1, by=lea)

    assert told(workshop) == [
        "opened it",
        "renamed it from Workshop to Repairs",
        "said anew what it is for",
    ]


def test_who_saves_an_old_form_overwrites_nothing(lea, adam):
    workshop = opened(lea)
    keeping.change(workshop, name="Repairs", purpose="Repairs", address="", edits=1, by=adam)

    with pytest.raises(keeping.ChangedMeanwhile):
        keeping.change(workshop, name="Garage", purpose="Repairs", address="", edits=1, by=lea)

    assert session.get_one(Department, workshop.id).name == "Repairs"


def test_only_people_of_the_desk_are_let_in_and_only_here(lea, kim, mark, ana):
    workshop = opened(lea)
    painter = opened(lea, "Painter", is_partner=True, address="paint@example.com")

    for somebody, where in ((mark, workshop), (ana, workshop), (kim, painter)):
        with pytest.raises(keeping.NotAtTheDesk):
            keeping.let_in(where, somebody, by=lea)


def test_who_left_the_company_is_given_nothing(lea):
    gone = make.staff("Gus", Role.AGENT, disabled_at=clock.now())
    workshop = make.department("Workshop", gone, lea)

    assert [member.user_id for member in at_work(workshop)] == [lea.id]


def test_members_are_let_in_and_go_once(lea, kim):
    workshop = opened(lea)
    keeping.set_members(workshop, [kim, lea], by=lea)
    keeping.set_members(workshop, [kim, lea], by=lea)
    keeping.set_members(workshop, [lea], by=lea)

    assert told(workshop)[1:] == ["let Kim Visser in", "let Lea Moreau in", "let Kim Visser go"]


def open_one(user_id):
    lead = session.get_one(User, user_id)
    keeping.open_department(name="Workshop", purpose="Repairs", by=lead)


def test_eight_who_open_the_same_department_open_one(lea, race):
    answers = race(open_one, 8, lea.id)

    assert session.scalar(select(func.count()).select_from(Department)) == 1
    assert sum(answer is None for answer in answers) == 1
    assert {answer.name for answer in answers if answer is not None} == {"NameTaken"}
