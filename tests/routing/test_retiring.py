"""A department is retired with open concerns: nothing is lost."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.departments import keeping
from portal.departments.models import Department
from portal.routing import retiring
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Ticket, TicketState
from portal.tickets.resolution import reopen
from tests import make


def filled(ana, kim, department, count=3, **more):
    tickets = [make.ticket(by=ana, **more) for _ in range(count)]
    for ticket in tickets:
        hand_over(ticket, to=department, by=kim)
    return tickets


def where():
    return [ticket.department_id for ticket in session.scalars(select(Ticket).order_by(Ticket.id))]


def test_what_is_open_goes_on_and_what_is_solved_keeps_its_name(ana, kim, lea):
    old, new = make.department("Old"), make.department("New")
    filled(ana, kim, old, 2)
    filled(ana, kim, old, 1, answered_by=kim, state=TicketState.SOLVED)

    act, left = retiring.retire(old, successor=new, by=lea)

    assert (where(), left) == ([new.id, new.id, old.id], 0)
    assert act.what == "Concerns of Old go to New"


def test_with_more_than_fits_the_worker_moves_the_rest(ana, kim, lea, monkeypatch):
    old, new = make.department("Old"), make.department("New")
    filled(ana, kim, old, 5)
    monkeypatch.setattr(retiring, "AT_ONCE", 2)
    _, left = retiring.retire(old, successor=new, by=lea)
    assert left == 3

    assert [retiring.sweep_what_was_left() for _ in range(3)] == [2, 1, 0]
    assert where() == [new.id] * 5


def test_an_heir_retired_meanwhile_passes_it_on(ana, kim, lea, monkeypatch):
    old, heir, last = (make.department(name) for name in ("Old", "Heir", "Last"))
    filled(ana, kim, old, 2)
    monkeypatch.setattr(retiring, "AT_ONCE", 0)
    retiring.retire(old, successor=heir, by=lea)
    retiring.retire(heir, successor=last, by=lea)
    monkeypatch.setattr(retiring, "AT_ONCE", 9)
    retiring.sweep_what_was_left()

    assert where() == [last.id, last.id]


def test_heirs_in_a_circle_end_with_no_department(ana, kim, lea, monkeypatch):
    one, two = make.department("One"), make.department("Two")
    filled(ana, kim, one, 1)
    monkeypatch.setattr(retiring, "AT_ONCE", 0)
    retiring.retire(one, successor=two, by=lea)
    keeping.close(two, successor=one, by=lea)
    monkeypatch.setattr(retiring, "AT_ONCE", 9)
    retiring.sweep_what_was_left()

    assert where() == [None]


def test_who_reopens_an_old_one_finds_it_with_the_heir(ana, kim, lea):
    old, new = make.department("Old"), make.department("New")
    (ticket,) = filled(ana, kim, old, 1, answered_by=kim, state=TicketState.SOLVED)
    retiring.retire(old, successor=new, by=lea)
    reopen(ticket, by=ana)

    assert where() == [new.id]


def hand_one_over(ticket_id, department_id, user_id):
    ticket, to = session.get_one(Ticket, ticket_id), session.get_one(Department, department_id)
    hand_over(ticket, to=to, by=session.get_one(User, user_id))


def retire_it(department_id, heir_id, user_id):
    old, heir = session.get_one(Department, department_id), session.get_one(Department, heir_id)
    retiring.retire(old, successor=heir, by=session.get_one(User, user_id))


def meet(what, *arguments):
    {"hand": hand_one_over, "retire": retire_it}[what](*arguments)


def test_what_is_handed_to_it_in_the_same_moment_is_not_left_there(ana, kim, lea, race):
    old, new = make.department("Old"), make.department("New")
    tickets = [make.ticket(by=ana) for _ in range(7)]
    each = [("hand", ticket.id, old.id, kim.id) for ticket in tickets]

    race(meet, each=[*each, ("retire", old.id, new.id, lea.id)])
    retiring.sweep_what_was_left()

    assert old.id not in where()
    assert len(where()) == 7
