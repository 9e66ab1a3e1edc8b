"""A database of any size, filled past the verbs: it must be as coherent as if they had been."""

import pytest
import sqlalchemy as sa

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.demo.filling.company import NobodyAnswers, fill
from portal.orders.models import Order
from portal.tickets import conversation, word_index
from portal.tickets.models import Reply, Ticket, TicketState
from portal.tickets.queue import Queue, View
from portal.tickets.view_models import TicketTag

MANY = 400


def rows_of(table: str) -> list[tuple[object, ...]]:
    return [
        tuple(map(str, row))
        for row in session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1"))
    ]


def count(model: type, *rules: object) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model).where(*rules)) or 0


def test_without_a_desk_there_is_nobody_to_answer(app):
    with pytest.raises(NobodyAnswers):
        fill(10)


def test_what_it_fills_is_coherent(app, kim, lea):
    fill(MANY)

    assert count(Ticket) == MANY
    assert count(Customer) == MANY // 4
    assert 0 < count(Order) < MANY // 4
    assert count(TicketTag) > 0
    unsolved = count(Ticket, Ticket.state != TicketState.SOLVED)
    assert 10 < unsolved < MANY // 4
    for ticket in session.scalars(sa.select(Ticket)):
        words = [word for word in ticket.replies if word.is_for_the_customer]
        assert ticket.opened_at == ticket.replies[0].created_at
        assert ticket.last_word_at == words[-1].created_at <= clock.now()
        assert ticket.snippet == words[-1].body[:160]
        assert ticket.is_answered is any(word.by_staff for word in words)
        assert (ticket.due_at is not None) is (ticket.state in (TicketState.NEW, TicketState.OPEN))
        assert ticket.order is None or ticket.order.customer_id == ticket.customer_id
        assert ticket.contact_point.customer_id == ticket.customer_id


def test_it_is_found_and_lives_on(app, kim):
    fill(MANY)

    assert word_index.index_what_is_missing() == 0
    ticket = session.scalars(sa.select(Ticket).order_by(Ticket.id.desc())).first()
    for text in (ticket.number, ticket.customer.name, ticket.contact_point.address, ticket.subject):
        found = [row.id for row in Queue(me=kim, view=View.ALL, text=text).rows()]
        assert ticket.id in found, text
    said = conversation.reply(ticket, body="We look into it, xylophone.", by=kim)
    assert said.id == count(Reply)
    assert [r.id for r in Queue(me=kim, view=View.ALL, text="xylophone").rows()] == [ticket.id]


def test_what_the_verbs_would_index_is_what_it_wrote(app, kim):
    fill(20)
    ticket = session.scalars(sa.select(Ticket).order_by(Ticket.id)).first()
    question = f"{ticket.customer.name} {ticket.replies[0].body}"[:90]
    before = [row.id for row in Queue(me=kim, view=View.ALL, text=question).rows()]

    for each in session.scalars(sa.select(Ticket)):
        word_index.index(each)

    assert ticket.id in before
    assert [row.id for row in Queue(me=kim, view=View.ALL, text=question).rows()] == before


def test_the_same_seed_gives_the_same_rows(app, kim):
    fill(50, seed=3)
    first = {name: rows_of(name) for name in ("tickets", "replies", "customers", "orders")}
    fill(50, seed=3)

    for name, rows in first.items():
        assert rows_of(name)[: len(rows)] == rows
    subjects = [
        row.subject for row in session.execute(sa.select(Ticket.subject).order_by(Ticket.id))
    ]
    assert subjects[:50] == subjects[50:]


def test_the_rules_of_the_database_stand_as_before(app, kim):
    before = rules()

    fill(30)

    assert rules() == before
    assert session.database.is_sqlite or len(before) > 50


def rules() -> list[tuple[object, ...]]:
    if session.database.is_sqlite:
        return sorted(rows_of("sqlite_master"))
    return sorted(
        tuple(map(str, row))
        for row in session.execute(
            sa.text(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
                "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
            )
        )
    )


@pytest.mark.parametrize("many", [1, 2, 7])
def test_a_few_are_enough(app, kim, many):
    fill(many)

    assert count(Ticket) == many
