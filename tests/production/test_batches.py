"""Long files of the shop floor: some rows at a time, each for itself, and never twice."""

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.database import session
from portal.orders.models import Order, ProductionStage
from portal.production import batches
from portal.production.batches import begin, rows_in, take_batch, take_over_files
from portal.production.importing import TooLong
from portal.production.models import FloorImport
from tests import make


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 3)


def rows_for(*orders, stage="ready"):
    return "order,stage\n" + "".join(f"{order.number},{stage}\n" for order in orders)


def test_each_row_is_taken_over_and_its_customer_told_once(ana, kim, mailbox):
    orders = [make.order(of=ana) for _ in range(7)]
    taken = begin(rows_for(*orders), by=kim)

    assert take_over_files() == 3
    assert take_over_files() == 0

    session.expire_all()
    assert {order.stage for order in orders} == {ProductionStage.READY}
    assert (taken.done, taken.wrong, taken.source, taken.is_going_on) == (7, 0, "", False)
    assert len(mailbox.to("ana@example.com")) == 7


def test_a_wrong_row_keeps_nothing_of_itself_and_holds_up_nobody(ana, kim):
    one, other, third = (make.order(of=ana) for _ in range(3))
    text = "order,stage,part\n"
    text += f"{one.number},ready,\n{other.number},assembly,nothing\nM-1,ready,\n"
    text += f"{third.number},ready,\n"
    taken = begin(text, by=kim)
    take_over_files()

    session.expire_all()
    assert [order.stage.value for order in (one, other, third)] == ["ready", "paint", "ready"]
    assert (taken.taken, taken.wrong) == (2, 2)
    assert taken.lines["wrong"] == [
        [3, other.number, "“nothing” is no part of its stage"],
        [4, "M-1", "There is no such order"],
    ]


def test_the_same_file_while_it_is_under_way_is_the_same_import(ana, kim, lea):
    text = rows_for(make.order(of=ana))

    assert begin(text, by=kim).id == begin(text, by=lea).id
    take_over_files()
    again = begin(text, by=kim)
    take_over_files()
    assert (again.done, again.wrong) == (1, 0), "what is there already stays as it is"


def test_who_stops_in_the_middle_is_followed_by_another(ana, kim):
    orders = [make.order(of=ana) for _ in range(5)]
    taken = begin(rows_for(*orders), by=kim)

    assert take_batch(taken.id, rows_in(taken.id))
    session.expire_all()
    assert (taken.done, taken.is_going_on) == (3, True)
    assert take_over_files() == 1
    assert not take_batch(taken.id, rows_in(taken.id))


def test_a_file_without_end_is_refused(kim):
    with pytest.raises(TooLong):
        begin("order,stage\n" + "M-1,ready\n" * (batches.MOST_ROWS + 1), by=kim)


def take_all(import_id):
    rows = rows_in(import_id)
    return sum(take_batch(import_id, rows) for _ in range(6))


def test_four_workers_take_each_row_once(ana, kim, race, mailbox):
    orders = [make.order(of=ana) for _ in range(12)]
    taken = begin(rows_for(*orders), by=kim)

    answers = race(take_all, 4, taken.id)

    session.expire_all()
    assert sum(answers) == 1, "their batch holds all twelve"
    assert (taken.done, taken.wrong) == (12, 0)
    assert len(mailbox.to("ana@example.com")) == 12
    assert {session.get_one(Order, each.id).stage.value for each in orders} == {"ready"}


def test_a_long_file_at_the_desk_shows_how_far_it_is(ana, kim, sign_in, monkeypatch):
    order = make.order(of=ana)
    rows = rows_for(order) + "M-1,ready\n" * 200
    page = sign_in(kim).visit("/desk/production/import")
    page = page.fill(**{"Or its lines": rows}).press("Try it out")

    assert page.h1 == "201 rows from the shop floor"
    assert "0 of 201 rows are done" in page.text
    monkeypatch.setattr(batches, "BATCHES_AT_ONCE", 100)
    take_over_files()
    page = page.follow("Look again")
    assert "1 rows are taken over" in page.text and "200 rows are wrong" in page.text
    assert session.get_one(FloorImport, 1).by_id == kim.id


def begin_it(text, user_id):
    return begin(text, by=session.get_one(User, user_id)).id


def test_colleagues_who_give_in_the_same_file_at_once_read_of_the_same_import(ana, kim, lea, race):
    text = rows_for(make.order(of=ana))

    answers = race(begin_it, each=[(text, each.id) for each in (kim, lea, kim, lea)])

    assert set(answers) == {session.scalars(select(FloorImport.id)).one()}


def test_a_number_beyond_all_imports_is_a_404(kim, sign_in):
    assert sign_in(kim).visit(f"/desk/production/imports/{2**63}").status == 404


def test_customers_do_not_see_it(ana, kim, sign_in):
    taken = begin(rows_for(make.order(of=ana)), by=kim)

    assert sign_in(ana).visit(f"/desk/production/imports/{taken.id}").status in (403, 404)
