"""Handing a concern from one department to another, at the desk and undone."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.departments import keeping
from portal.history.models import Entry
from portal.tickets import acts
from portal.tickets.composing_models import DeskNotice
from portal.tickets.handing_over import NotHandedThere, hand_over
from portal.tickets.models import Reply, Ticket, Visibility
from portal.tickets.splitting import split
from tests import make


def posted(browser, path, fields):
    """As somebody would who writes the form by hand."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


def sentences(ticket):
    entries = select(Entry).where(Entry.about == ticket.about).order_by(Entry.id)
    return [f"{entry.actor_name} {entry.sentence}" for entry in session.scalars(entries)]


def test_kim_hands_it_to_the_workshop_with_a_word(ana, kim, lea):
    ticket, workshop = make.ticket(by=ana), make.department("Workshop", lea)
    hand_over(ticket, to=workshop, note="The pads are in stock, @Lea", by=kim)

    assert ticket.department.name == "Workshop"
    assert sentences(ticket)[0] == f"Kim Visser handed {ticket.number} to Workshop"
    note = session.scalars(select(Reply).where(Reply.visibility == Visibility.NOTE)).one()
    assert note.body == "The pads are in stock, @Lea"
    assert session.scalars(select(DeskNotice.user_id)).all() == [lea.id]


def test_handing_it_there_twice_is_told_once(ana, kim):
    ticket, workshop = make.ticket(by=ana), make.department("Workshop")
    hand_over(ticket, to=workshop, by=kim)
    hand_over(ticket, to=workshop, by=kim)

    assert len(sentences(ticket)) == 1


def test_who_does_not_work_there_lets_it_go(ana, kim, lea):
    ticket = make.ticket(by=ana, assignee=kim)
    hand_over(ticket, to=make.department("Workshop", lea), by=kim)

    assert ticket.assignee is None


def test_who_works_there_too_keeps_it(ana, kim):
    ticket = make.ticket(by=ana, assignee=kim)
    hand_over(ticket, to=make.department("Workshop", kim), by=kim)

    assert ticket.assignee == kim


def test_nothing_is_handed_to_a_retired_department_or_out_of_the_house(ana, kim, lea):
    ticket, retired = make.ticket(by=ana), make.department("Old")
    keeping.close(retired, successor=None, by=lea)

    for nowhere in (retired, make.department("Painter", partner="paint@example.com")):
        with pytest.raises(NotHandedThere):
            hand_over(ticket, to=nowhere, by=kim)
    assert ticket.department_id is None


def test_a_hand_over_is_undone_with_who_had_it(ana, kim, lea):
    ticket = make.ticket(by=ana, assignee=kim)
    workshop = make.department("Workshop", lea)
    act, _ = acts.do(lambda it: hand_over(it, to=workshop, by=kim), [ticket.id], what="x", by=kim)

    assert acts.undo(act, by=kim).restored == 1
    found = session.get_one(Ticket, ticket.id)
    assert (found.department_id, found.assignee_id) == (None, kim.id)


def test_it_never_goes_back_to_a_department_retired_since(ana, kim, lea):
    ticket, old, new = make.ticket(by=ana), make.department("Old"), make.department("New")
    hand_over(ticket, to=old, by=kim)
    act, _ = acts.do(lambda it: hand_over(it, to=new, by=kim), [ticket.id], what="x", by=kim)
    keeping.close(old, successor=None, by=lea)

    assert acts.undo(act, by=kim).refused == [ticket.number]
    assert session.get_one(Ticket, ticket.id).department_id == new.id


def test_what_is_split_off_stays_in_the_department(ana, kim):
    ticket = make.ticket(by=ana)
    word = make.reply(ticket, by=ana, body="And the bell")
    hand_over(ticket, to=make.department("Workshop"), by=kim)

    assert split(ticket, words=[word.id], subject="Bell", by=kim).department.name == "Workshop"


def test_kim_hands_it_over_on_its_page_and_takes_it_back(ana, kim, sign_in):
    ticket, workshop = make.ticket(by=ana), make.department("Workshop")
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")
    page = page.fill(to=str(workshop.id), note="Look").press("Hand over")

    assert page.flashes[0].startswith(f"{ticket.number} goes to Workshop")
    assert "handed" in page.text
    page.press("Undo")
    assert session.get_one(Ticket, ticket.id).department_id is None


def test_what_is_no_department_is_refused_kindly(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    make.department("Workshop")
    painter = make.department("Painter", partner="paint@example.com")
    browser = sign_in(kim)

    for wrong in ("9999", str(painter.id), "x", "\x07", "-1"):
        page = posted(browser, f"/desk/tickets/{ticket.number}/department", {"to": wrong})
        assert page.status == 422


def test_several_are_handed_over_and_undone_at_once(ana, ben, kim, sign_in):
    tickets = [make.ticket(by=ana), make.ticket(by=ben)]
    workshop = make.department("Workshop")
    browser = sign_in(kim)
    page = posted(
        browser,
        "/desk/bulk",
        {"pick": [each.number for each in tickets], "do": f"department:{workshop.id}"},
    )
    assert "2 concerns handed to Workshop" in page.flashes[0]
    assert len(session.scalars(select(Ticket).where(Ticket.department == workshop)).all()) == 2

    page.press("Undo")
    assert session.scalars(select(Ticket).where(Ticket.department == workshop)).all() == []


def test_the_queue_shows_mine_one_and_none(ana, ben, kim, lea, sign_in):
    mine = make.ticket(by=ana, subject="In the workshop")
    other = make.ticket(by=ben, subject="In billing")
    make.ticket(by=ben, subject="Nowhere yet")
    workshop, billing = make.department("Workshop", kim), make.department("Billing", lea)
    hand_over(mine, to=workshop, by=kim)
    hand_over(other, to=billing, by=kim)

    def subjects(value):
        page = sign_in(kim).visit(f"/desk?department={value}")
        shown = ("In the workshop", "In billing", "Nowhere yet")
        return [each for each in shown if each in page.text]

    assert subjects("mine") == ["In the workshop"]
    assert subjects(billing.id) == ["In billing"]
    assert subjects("none") == ["Nowhere yet"]
    assert len(subjects("%00nonsense")) == 3
