"""Words from an address that is not in the ticket."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.tickets import spam
from portal.tickets.models import Origin, TicketState, Visibility
from portal.tickets.saying import Words
from portal.tickets.third_parties import accept_third_party, dismiss_third_party, overhear
from tests import make


@pytest.fixture
def ticket(ana, kim):
    yesterday = clock.now() - timedelta(days=1)
    return make.ticket(by=ana, answered_by=kim, answer="Send us a photo.", at=yesterday)


@pytest.fixture
def overheard(ticket):
    words = Words(body="CANARY from Eve", origin=Origin.MAIL)
    return overhear(ticket, words, name="Eve", address="eve@example.com")


def test_the_desk_has_to_look_and_the_customer_sees_nothing(ana, ticket, overheard, sign_in):
    customer = ticket.customer_id

    assert overheard.awaits_decision
    assert ticket.due_at is not None, "else it is in no queue"
    assert ticket.snippet == "Send us a photo."
    assert ticket.customer_id == customer
    browser = sign_in(ana)
    for path in (f"/concerns/{ticket.number}", "/concerns", "/concerns?q=CANARY", "/"):
        assert "CANARY from Eve" not in browser.visit(path).html


def test_what_is_let_in_the_customer_reads(ana, kim, ticket, overheard, sign_in):
    accept_third_party(overheard, by=kim)
    accept_third_party(overheard, by=kim)

    assert ticket.snippet == "CANARY from Eve"
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")
    assert "CANARY from Eve" in page.text
    assert [each.text for each in page.by_class("msg__who")] == ["You", "Kim Visser", "Eve"]
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["ticket.third_party_wrote", "ticket.third_party_accepted"]


def test_what_is_kept_out_stays_with_the_desk_as_a_note(ana, kim, ticket, overheard, sign_in):
    dismiss_third_party(overheard, by=kim)
    dismiss_third_party(overheard, by=kim)
    accept_third_party(overheard, by=kim)

    assert overheard.visibility is Visibility.NOTE
    assert not overheard.awaits_decision
    assert "CANARY" not in sign_in(ana).visit(f"/concerns/{ticket.number}").html
    assert "CANARY" in sign_in(kim).visit(f"/desk/tickets/{ticket.number}").html


def test_letting_an_older_word_in_leaves_the_newest_in_the_list(ana, kim, ticket, overheard):
    make.reply(ticket, by=ana, body="The newest word")

    accept_third_party(overheard, by=kim)

    assert ticket.snippet == "The newest word"


def test_a_stranger_s_word_about_what_is_solved_is_looked_at_too(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    overhear(ticket, Words(body="It is not!", origin=Origin.MAIL), name="", address="e@example.com")

    assert (ticket.state, ticket.due_at is not None) == (TicketState.OPEN, True)


def test_a_stranger_s_word_takes_nothing_out_of_spam(ana, kim):
    ticket = make.ticket(by=ana)
    spam.mark(ticket, by=kim)

    said = overhear(ticket, Words(body="Buy!", origin=Origin.MAIL), name="", address="e@x.example")

    assert said.awaits_decision
    assert spam.spam_of(ticket)
    assert ticket.due_at is None
