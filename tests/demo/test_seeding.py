"""The demo company, opened in an empty database: it must be believable on every first screen."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.articles.models import Article
from portal.customers.models import Customer
from portal.database import session
from portal.demo import people
from portal.demo.seeding import STILL_IN_THE_POST, is_seeded, seed
from portal.followups.enrolled_models import FollowUpAnswer as CheckInAnswer
from portal.followups.enrolled_models import FollowUpMail
from portal.history.models import Entry
from portal.messages.models import InboundMail, Message, MessageState
from portal.orders.models import Order, ProductionStage
from portal.orders.production_models import Delay
from portal.quotes.models import Quote
from portal.quotes.replaying import replay_all
from portal.tickets.models import Priority, Reply, Ticket, TicketKind, TicketState


def count(model: type, *rules: object) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*rules))


def test_the_demo_opens_with_months_of_believable_past(app: Flask):
    assert not is_seeded()

    seed()

    assert is_seeded()
    assert count(Customer) >= 40
    assert 280 <= count(Ticket) <= 320
    assert count(Article) >= 10
    for column, kinds in (
        (Ticket.kind, TicketKind), (Ticket.state, TicketState), (Order.stage, ProductionStage),
    ):  # fmt: skip
        assert set(session.scalars(select(column))) == set(kinds)
    assert {Priority.URGENT, Priority.HIGH} <= set(session.scalars(select(Ticket.priority)))

    assert set(session.scalars(select(Quote.state))) >= {"asked", "issued", "accepted", "declined"}
    assert count(Delay, Delay.ended_at.is_(None)) == 1
    assert [differences for _, differences in replay_all() if differences] == []

    now = clock.now()
    running = Ticket.due_at.is_not(None)
    assert 1 <= count(Ticket, running, Ticket.due_at < now) <= 12, "some promises ran out, not many"
    assert count(Ticket, running, Ticket.assignee_id.is_(None)) >= 5
    assert count(Ticket, running, Ticket.assignee_id.is_not(None)) >= 5
    for instant in (Ticket.opened_at, Reply.created_at, Entry.at, Message.created_at):
        assert session.scalar(select(func.max(instant))) <= now, f"{instant} is in the future"
    spoken = select(Reply.ticket_id, Reply.created_at)
    by_ticket = session.execute(spoken.order_by(Reply.ticket_id, Reply.id)).all()
    assert by_ticket == sorted(by_ticket), "an answer is older than what it answers"

    maya = session.scalars(select(User).where(User.email == "maya.okafor@example.com")).one()
    hers = session.scalars(select(Ticket).where(Ticket.customer_id == maya.customer_id)).all()
    assert {ticket.state for ticket in hers} >= {TicketState.OPEN, TicketState.WAITING}
    assert any(said.attachments for ticket in hers for said in ticket.replies)

    waited_for = Message.consent_purpose.is_(None)
    states = Counter(session.scalars(select(Message.state).where(waited_for)))
    assert states == {
        MessageState.QUEUED: STILL_IN_THE_POST,
        MessageState.SENT: count(Message, waited_for) - STILL_IN_THE_POST,
    }
    check_ins = select(FollowUpMail.stopped_by, Message.state).outerjoin(FollowUpMail.message)
    ways = Counter((by, state) for by, state in session.execute(check_ins))
    assert ways[None, MessageState.SENT] >= 5
    assert ways[None, MessageState.QUEUED] >= 3, "some leave at the first start"
    assert ways["contact", MessageState.BLOCKED] >= 3
    assert {each.code for each in session.scalars(select(CheckInAnswer))} == {"good", "wrong"}
    outcomes = set(session.scalars(select(InboundMail.outcome)))
    assert outcomes >= {"concern", "reply", "bounce", "auto_reply"}
    assert "failed" not in set(session.scalars(select(InboundMail.state)))


@pytest.mark.one_database
def test_everybody_on_the_list_can_sign_in_and_nobody_else_is_staff(app: Flask):
    seed()

    users = {user.email: user for user in session.scalars(select(User))}
    listed = people.sign_ins()
    assert listed[0]["email"] == "maya.okafor@example.com"
    assert {each["role"] for each in listed} == {
        "customer", "agent", "lead", "marketer", "modeller", "admin",
    }  # fmt: skip
    for each in listed:
        user = users.pop(each["email"])
        assert user.password_hash and (user.role or "customer") == each["role"]
    assert not users
