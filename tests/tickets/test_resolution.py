"""Solving and taking up again."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.history.models import Entry
from portal.tickets.models import TicketState
from portal.tickets.resolution import reopen, solve
from tests import make


def test_solving_tells_the_customer_and_writes_history(ana, kim, mailbox):
    with clock.stopped_at(make.MONDAY):
        ticket = make.ticket(by=ana, answered_by=kim)
    with clock.stopped_at(make.MONDAY + timedelta(hours=26)):
        solve(ticket, by=kim)

    assert (ticket.state, ticket.due_at) == (TicketState.SOLVED, None)
    mail = mailbox.to("ana@example.com")[0]
    assert "It is not solved?" in mail.text
    assert mailbox.links("ana@example.com") == [
        f"https://portal.example.com/concerns/{ticket.number}"
    ]
    entry = session.scalars(select(Entry)).one()
    assert (entry.kind, entry.actor) == ("ticket.solved", kim)
    assert entry.sentence == f"solved {ticket.number} after 26 h"


def test_solving_twice_tells_the_customer_once(ana, kim, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)

    solve(ticket, by=kim)
    solve(ticket, by=kim)

    assert len(mailbox.to("ana@example.com")) == 1


def test_who_solves_their_own_concern_gets_no_mail_about_it(ana, kim, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)

    solve(ticket, by=ana)

    assert ticket.solved_by_customer
    assert len(mailbox) == 0


def test_an_address_that_never_heard_from_us_is_not_written_to(ana, kim, mailbox):
    """What was never a concern, like an advertisement by mail, is ended without a word."""
    ticket = make.ticket(by=ana, confirmed=False)

    solve(ticket, by=kim)

    assert ticket.is_solved
    assert len(mailbox) == 0


def test_it_is_mailed_again_when_it_is_solved_again(ana, kim, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)

    solve(ticket, by=kim)
    reopen(ticket, by=ana)
    solve(ticket, by=kim)

    assert len(mailbox.to("ana@example.com")) == 2


def test_taking_up_again_promises_an_answer(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    with clock.stopped_at(make.MONDAY):
        reopen(ticket, by=ana)
        reopen(ticket, by=ana)

    assert (ticket.state, ticket.solved_at) == (TicketState.OPEN, None)
    assert ticket.due_at == make.MONDAY + timedelta(hours=8)
    assert [entry.kind for entry in session.scalars(select(Entry))] == ["ticket.reopened"]
