"""Writing a call down, and what follows from it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.calls import noting
from portal.calls.models import Call, Direction
from portal.calls.noting import CannotNote, NewConcern, Promised, Spoken, log, take_back
from portal.calls.policy import may_read, visible_to
from portal.customers.models import Customer
from portal.customers.phones import phones_of, stranger_who_rang
from portal.database import session
from portal.history.models import Entry
from portal.promises.models import PromiseState
from portal.tickets.models import Ticket, TicketKind, Visibility
from portal.tickets.queries import words_in
from portal.tickets.queue import Queue, View
from tests import make

CAME_IN = Direction.IN


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(make.MONDAY):
        yield


def spoken(**said):
    return Spoken(**{"direction": CAME_IN, "spoke_with": "Ana", "said": "Still loud."} | said)


def promised(kim):
    return Promised(what="Ring back", by_when=clock.now() + timedelta(days=1), owner=kim)


def count(model):
    return session.scalar(select(func.count()).select_from(model))


def test_a_call_is_in_the_history_and_the_number_is_known(ana, kim):
    call = log(ana.customer, spoken(number="+31 6 1234 5678", minutes=8), by=kim)

    told = session.scalars(select(Entry).where(Entry.kind == "call.logged")).one()
    assert (told.sentence, told.about) == ("took a call from Ana, 8 min", f"call:{call.id}")
    assert [phone.number for phone in phones_of(ana.customer)] == ["+31 6 1234 5678"]


def test_what_was_promised_is_a_promise_with_an_owner(ana, kim):
    ticket = make.ticket(by=ana)

    call = log(ana.customer, spoken(ticket=ticket, promised=promised(kim)), by=kim)

    assert (call.promise.what, call.promise.owner, call.promise.about) == (
        "Ring back", kim, ticket.about,
    )  # fmt: skip


def test_a_promise_for_yesterday_keeps_nothing(ana, kim):
    late = Promised(what="Ring", by_when=clock.now() - timedelta(days=1), owner=kim)

    with pytest.raises(CannotNote, match="still to come"):
        log(ana.customer, spoken(promised=late), by=kim)
    assert count(Call) == 0


def test_what_was_said_can_be_a_note_too(ana, kim):
    ticket = make.ticket(by=ana)

    log(ana.customer, spoken(ticket=ticket, is_noted=True, minutes=8), by=kim)

    (note,) = [w for w in words_in(ticket, kim) if w.visibility is Visibility.NOTE]
    assert note.body == "Call from Ana, 8 min:\n\nStill loud."


def test_a_call_can_open_a_concern(ana, kim):
    concern = NewConcern(kind=TicketKind.BROKEN, subject="Loud brake", body="It squeals.")

    call = log(ana.customer, spoken(concern=concern), by=kim)

    assert (call.ticket.subject, call.ticket.is_confirmed) == ("Loud brake", True)


def test_a_stranger_needs_an_address_for_a_concern(app, kim):
    stranger = stranger_who_rang("Piet", "024 3234567")
    concern = NewConcern(kind=TicketKind.BROKEN, subject="Loud", body="It squeals.")

    with pytest.raises(CannotNote, match="e-mail address"):
        log(stranger, spoken(concern=concern), by=kim)


def test_an_address_of_somebody_else_is_not_taken_over(ana, ben, kim):
    concern = NewConcern(
        kind=TicketKind.BROKEN, subject="Loud", body="It squeals.", address=ben.email
    )

    with pytest.raises(CannotNote, match="another customer's"):
        log(ana.customer, spoken(concern=concern), by=kim)


def test_a_call_is_not_about_somebody_elses_concern(ana, ben, kim):
    with pytest.raises(CannotNote, match="another customer's"):
        log(ana.customer, spoken(ticket=make.ticket(by=ben)), by=kim)


def test_a_call_taken_back_is_no_longer_the_customers_to_read(ana, kim):
    call = log(ana.customer, spoken(promised=promised(kim)), by=kim)

    take_back(call, by=kim)
    take_back(call, by=kim)

    assert call.promise.state is PromiseState.WITHDRAWN
    assert not may_read(ana, call) and may_read(kim, call)


def test_a_day_later_a_call_stays(ana, kim):
    call = log(ana.customer, spoken(), by=kim)

    with clock.stopped_at(make.MONDAY + timedelta(days=2)), pytest.raises(CannotNote):
        take_back(call, by=kim)


def test_python_and_the_database_agree_who_reads_of_a_call(ana, ben, maria, olaf, kim, mark):
    olaf_sees = make.ticket(by=olaf)
    calls = [
        log(ana.customer, spoken(), by=kim),
        log(maria.customer, spoken(), by=kim),
        log(maria.customer, spoken(ticket=olaf_sees), by=kim),
        log(ana.customer, spoken(), by=kim),
    ]
    take_back(calls[-1], by=kim)

    for user in (ana, ben, maria, olaf, kim, mark):
        by_database = set(session.scalars(select(Call).where(visible_to(user))))
        assert by_database == {call for call in calls if may_read(user, call)}, user.name


def log_it(customer_id, kim_id):
    kim = session.get_one(User, kim_id)
    with clock.stopped_at(make.MONDAY):
        said = spoken(number="0612345678", promised=promised(kim))
        return log(session.get_one(Customer, customer_id), said, by=kim, once="one form").id


def test_the_same_form_eight_times_at_once_is_one_call(ana, kim, race):
    answers = race(log_it, 8, ana.customer_id, kim.id)

    assert set(answers) == {answers[0]} and isinstance(answers[0], int)
    assert (count(Call), len(phones_of(ana.customer))) == (1, 1)


def test_the_key_of_a_form_is_its_writers_own(ana, kim, lea):
    log(ana.customer, spoken(), by=kim, once="k")
    log(ana.customer, spoken(), by=lea, once="k")

    assert count(Call) == 2 and noting.logged_by("k", by=kim).by == kim
    assert count(Ticket) == 0


def test_the_desk_finds_the_concerns_that_were_called_about(ana, kim):
    called = make.ticket(by=ana, subject="called about")
    made_up = make.ticket(by=ana, subject="no call after all")
    make.ticket(by=ana, subject="written")
    log(ana.customer, spoken(ticket=called), by=kim)
    take_back(log(ana.customer, spoken(ticket=made_up), by=kim), by=kim)

    found = Queue(me=kim, view=View.ALL, filters={"from": "calls"}).rows()

    assert [row.subject for row in found] == ["called about"]
