"""Several processes at the same moment."""

from itertools import cycle, islice

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.history.models import Entry
from portal.tickets import confirming, drafting
from portal.tickets.conversation import reply
from portal.tickets.models import (
    Draft,
    Origin,
    Reply,
    Ticket,
    TicketKind,
    TicketState,
    TicketViewer,
)
from portal.tickets.queries import contact_point_of
from portal.tickets.raising import raise_as_visitor, raise_concern
from portal.tickets.resolution import solve
from portal.tickets.sharing import share
from tests import make

EIGHT = 8


def send_the_form(user_id: int) -> str:
    user = session.get_one(User, user_id)
    ticket = raise_concern(
        kind=TicketKind.BROKEN, subject="Brake", body="It squeals.", customer=user.customer,
        contact_point=contact_point_of(user), by=user, origin=Origin.WEB, once="a key",
        confirmed=True,
    )  # fmt: skip
    return ticket.number


def test_a_form_sent_by_eight_processes_is_one_concern(ana, race, mailbox):
    numbers = race(send_the_form, EIGHT, ana.id)

    assert numbers == ["C-1001"] * EIGHT
    assert session.scalar(select(func.count(Reply.id))) == 1
    assert len(mailbox.to("ana@example.com")) == 1


def send_as_visitor(address: str) -> str:
    ticket = raise_as_visitor(
        address=address, name="Eve", kind=TicketKind.BROKEN, subject="Brake", body="It squeals.",
        once="a key",
    )  # fmt: skip
    return ticket.number


def test_a_stranger_s_form_sent_eight_times_is_one_customer_and_one_mail(app, race, mailbox):
    numbers = race(send_as_visitor, EIGHT, "eve@example.com")

    assert numbers == ["C-1001"] * EIGHT
    assert session.scalar(select(func.count(Customer.id))) == 1
    assert len(mailbox.to("eve@example.com")) == 1


def send_reply(ticket_id: int, user_id: int) -> int:
    ticket, by = session.get_one(Ticket, ticket_id), session.get_one(User, user_id)
    return reply(ticket, body="It squeals again.", by=by, once="a key").id


def test_a_reply_sent_by_eight_processes_is_said_and_opens_it_once(ana, kim, race):
    ticket = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    ids = race(send_reply, EIGHT, ticket.id, ana.id)

    assert len(set(ids)) == 1
    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == ["ticket.replied", "ticket.reopened"]


def solve_or_reply(what: str, ticket_id: int, user_id: int) -> None:
    ticket, by = session.get_one(Ticket, ticket_id), session.get_one(User, user_id)
    if what == "solve":
        solve(ticket, by=by)
    else:
        reply(ticket, body=f"Said by {by.name}", by=by)


def test_reply_and_solve_at_once_leave_a_ticket_that_makes_sense(ana, kim, race, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)
    turns = [("solve", ana.id), ("reply", kim.id), ("reply", ana.id), ("solve", kim.id)]
    each = [(what, ticket.id, user_id) for what, user_id in islice(cycle(turns), EIGHT)]

    assert race(solve_or_reply, each=each) == [None] * EIGHT

    session.refresh(ticket)
    assert ticket.is_solved == (ticket.solved_at is not None)
    assert (ticket.due_at is None) == (ticket.state in (TicketState.SOLVED, TicketState.WAITING))
    kinds = session.scalars(select(Entry.kind)).all()
    assert kinds.count("ticket.solved") - kinds.count("ticket.reopened") == ticket.is_solved
    assert kinds.count("ticket.replied") == kinds.count("ticket.answered") == 2
    answers = [mail for mail in mailbox if mail.reference.startswith("ticket-answered:")]
    assert len(answers) == 2


def press_the_link(token: str) -> bool:
    return confirming.show(token) is not None


def test_a_link_pressed_by_eight_lets_one_in(app, race, mailbox):
    send_as_visitor("eve@example.com")
    token = mailbox.links("eve@example.com")[0].rpartition("/")[2]

    assert sorted(race(press_the_link, EIGHT, token)) == [False] * (EIGHT - 1) + [True]
    assert session.scalar(select(func.count(User.id))) == 1


def save_draft(user_id: int) -> None:
    drafting.save(session.get_one(User, user_id), "new", {"body": "It squ"})


def test_a_draft_saved_from_eight_windows_is_one(ana, race):
    assert race(save_draft, EIGHT, ana.id) == [None] * EIGHT

    assert session.scalar(select(func.count(Draft.id))) == 1


def show_to(ticket_id: int, colleague_id: int) -> None:
    ticket, colleague = session.get_one(Ticket, ticket_id), session.get_one(User, colleague_id)
    share(ticket, to=colleague, by=colleague)


def test_showing_it_to_a_colleague_eight_times_shows_it_once(maria, olaf, race):
    assert race(show_to, EIGHT, make.ticket(by=maria).id, olaf.id) == [None] * EIGHT

    assert session.scalar(select(func.count(TicketViewer.id))) == 1
