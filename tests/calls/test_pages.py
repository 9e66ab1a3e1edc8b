"""The form for a call, and what the customer reads of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.calls.models import Call, Direction
from portal.calls.noting import Spoken, log
from portal.customers.models import Customer
from portal.customers.phones import keep_phone
from portal.database import session
from portal.promises.models import HandPromise
from portal.tickets.models import Ticket
from tests import make

NEW = "/desk/calls/new"


def calls():
    return session.scalar(select(func.count(Call.id)))


def tomorrow():
    return (clock.now() + timedelta(days=1)).date().isoformat()


def test_a_call_is_kept_by_number_alone(ana, kim, sign_in):
    keep_phone(ana.customer, "+31 6 1234 5678")

    page = sign_in(kim).visit(NEW).fill(who="06 12345678", what_was_said="Loud.")
    page = page.press("Keep the call")

    call = session.scalars(select(Call)).one()
    assert (call.customer, call.said, call.spoke_with) == (ana.customer, "Loud.", ana.name)
    assert "Call kept" in page.flashes[0]


def test_looking_up_keeps_nothing_and_loses_nothing(ana, kim, sign_in):
    page = sign_in(kim).visit(NEW).fill(who="Ana", what_was_said="Loud.").press("Look up")

    assert ana.customer.number in page.text and page.value("said") == "Loud."
    assert calls() == 0


def test_two_who_may_be_it_are_to_choose_from(ana, ben, kim, sign_in):
    for user in (ana, ben):
        keep_phone(user.customer, "024 3234567")

    page = sign_in(kim).visit(NEW).fill(who="024 3234567").press("Keep the call")
    assert (page.status, page.errors) == (422, ["Choose who it was"])

    page.fill(customer=ben.customer.number).press("Keep the call")
    assert session.scalars(select(Call)).one().customer == ben.customer


def test_a_concern_names_its_customer(ana, kim, sign_in):
    ticket = make.ticket(by=ana)

    page = sign_in(kim).visit(f"{NEW}?ticket={ticket.number}").press("Keep the call")

    assert session.scalars(select(Call)).one().ticket == ticket
    assert page.url.endswith(f"/desk/tickets/{ticket.number}")


def test_somebody_new_becomes_a_customer_once(app, kim, sign_in):
    browser = sign_in(kim)
    page = browser.visit(NEW).fill(who="Piet de Vries").press("Look up")
    page = page.fill(customer="new", their_telephone_number="024 3234567")

    page.press("Keep the call")

    found = session.scalars(select(Customer).where(Customer.name == "Piet de Vries")).one()
    assert session.scalars(select(Call)).one().customer == found


def test_the_promise_is_kept_with_the_call(ana, kim, sign_in):
    page = sign_in(kim).visit(f"{NEW}?customer={ana.customer.number}")
    page = page.fill(what_was_promised="We ring back", by_when=tomorrow())

    page.press("Keep the call")

    made = session.scalars(select(HandPromise)).one()
    assert (made.what, made.owner) == ("We ring back", kim)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"who": ""}, "Say who it was: a number, a name, a concern or an order"),
        ({"about": "C-99999"}, "There is no such concern or order"),
        ({"about": "nonsense"}, "There is no such concern or order"),
        ({"what_was_promised": "Ring"}, "Say by when"),
        ({"then": "note"}, "Say which concern gets the note"),
        ({"then": "concern"}, "Say in a few words what it is about"),
        ({"minutes": "-1"}, None),
        ({"minutes": "x"}, None),
        ({"by_when": "31.2."}, None),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(ana, kim, sign_in, typed, error):
    page = sign_in(kim).visit(f"{NEW}?customer={ana.customer.number}")

    page = page.fill(**{"what_was_said": "Loud."} | typed).press("Keep the call")

    assert page.status == 422 and page.value("said") == "Loud."
    assert error is None or error in page.errors
    assert calls() == 0


def test_a_concern_can_be_opened_in_the_same_form(ana, kim, sign_in):
    page = sign_in(kim).visit(f"{NEW}?customer={ana.customer.number}")
    page = page.fill(
        then="concern", in_a_few_words="Loud brake", what_they_want_from_us="Make it quiet."
    )

    page = page.press("Keep the call")

    assert session.scalars(select(Ticket)).one().subject == "Loud brake"


def test_what_is_typed_is_looked_up_while_typing(ana, kim, sign_in):
    page = sign_in(kim).get_fragment("/desk/calls/found?caller=Ana")

    assert page.has_id("found") and ana.customer.number in page.text


def test_undo_takes_the_call_back(ana, kim, sign_in):
    page = sign_in(kim).visit(f"{NEW}?customer={ana.customer.number}").press("Keep the call")

    page.press("Undo")

    assert session.scalars(select(Call)).one().taken_back_at is not None


def test_the_customer_reads_that_we_spoke_and_what_was_promised(ana, kim, sign_in):
    page = sign_in(kim).visit(f"{NEW}?ticket={make.ticket(by=ana).number}")
    page = page.fill(
        what_was_said="Difficult customer.", what_was_promised="We ring back", by_when=tomorrow()
    )
    page.press("Keep the call")
    browser = sign_in(ana)

    for address in ("/calls", f"/concerns/{session.scalars(select(Ticket)).one().number}"):
        text = browser.visit(address).text
        assert f"You spoke with {kim.name}" in text and "We ring back" in text
        assert "Difficult" not in text


def test_ben_reads_nothing_of_anas_calls(ana, ben, kim, sign_in):
    log(ana.customer, Spoken(direction=Direction.OUT), by=kim)

    assert "No calls yet" in sign_in(ben).visit("/calls").text


def test_the_desk_finds_calls_beside_the_customer(ana, kim, sign_in):
    log(ana.customer, Spoken(direction=Direction.OUT, said="All fine."), by=kim)

    browser = sign_in(kim)
    assert "All fine." in browser.visit(f"/desk/customers/{ana.customer.number}").text
    assert "All fine." in browser.visit("/desk/calls").text
    assert "No calls yet" not in browser.visit("/desk/calls?by=me").text


def test_only_who_wrote_it_down_takes_it_back(ana, kim, lea, sign_in):
    call = log(ana.customer, Spoken(direction=Direction.OUT), by=kim)

    assert "Take it back" not in sign_in(lea).visit(f"/desk/calls/{call.id}").text
    assert "Take it back" in sign_in(kim).visit(f"/desk/calls/{call.id}").text


@pytest.mark.parametrize("address", ["?after=x", "?after=20261122T000000.0-1", "/new?ticket=x"])
def test_bad_addresses_do_no_harm(kim, sign_in, address):
    assert sign_in(kim).visit(f"/desk/calls{address}").status in (200, 404)
