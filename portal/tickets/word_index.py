"""The words of every ticket, as the desk's search finds them: FTS5 on SQLite, else tsvector.

A row for each ticket, in a table and under triggers that a migration makes by hand. Whoever says
something adds it here in the same transaction; whatever else changes (a name, an order, words that
move or are erased) makes a trigger forget the row, and the sweep adds it anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta

import sqlalchemy as sa

from portal.articles.words import words_of
from portal.customers.models import ContactPoint, Customer
from portal.database import atomic, current_database, lock, session
from portal.jobs import sweep
from portal.orders.models import Order
from portal.tickets.models import Reply, Ticket
from portal.tickets.searching import spell_of

MOST_WORDS = 16_000
"""Of a very long talk the newest so many: PostgreSQL counts no positions beyond."""
MOST_REPLIES = 500
MOST_ADDRESSES = 20
AT_ONCE = 500
BETWEEN = "\ue000"
"""Stands between two parts, so that no phrase runs on into the next; nobody can ask for it."""
ADD = {
    "sqlite": "INSERT OR REPLACE INTO search_tickets (rowid, words) VALUES (:id, :words)",
    "postgresql": "INSERT INTO search_tickets (ticket_id, words) "
    "VALUES (:id, CAST(:words AS tsvector)) "
    "ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words",
}
MISSING = {
    "sqlite": "SELECT id FROM tickets WHERE id NOT IN (SELECT rowid FROM search_tickets) "
    "ORDER BY id DESC LIMIT :most",
    "postgresql": "SELECT id FROM tickets t WHERE NOT EXISTS "
    "(SELECT 1 FROM search_tickets s WHERE s.ticket_id = t.id) ORDER BY id DESC LIMIT :most",
}


@atomic()
def index(ticket: Ticket) -> None:
    """Let it be found by what it says now, inside the verb that changed it."""
    session.flush()
    _index(ticket.id)


@sweep(every=timedelta(minutes=1))
def index_what_is_missing() -> int:
    """What triggers forgot, and everything after a backup was restored."""
    missing = session.execute(sa.text(MISSING[_engine()]), {"most": AT_ONCE}).scalars().all()
    for ticket_id in missing:
        _index_alone(ticket_id)
    return len(missing)


def overwrite() -> None:
    """Leave nothing of what was erased in the index's own files, where SQLite only marks it."""
    database = current_database()
    if not database.is_sqlite:
        return
    session.commit()
    with database.write_ticket(), closing(database.write.raw_connection()) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("INSERT INTO search_tickets (search_tickets) VALUES ('optimize')")


def written(parts: Iterable[Sequence[str]], *, is_sqlite: bool, first: int = 0) -> str:
    """The words as the engine takes them, from the `first` position on. Ready made for PostgreSQL,
    whose own parser would cut numbers and addresses its own way."""
    if is_sqlite:
        return f" {BETWEEN} ".join(" ".join(part) for part in parts)
    return " ".join(_lexemes(parts, first))


@atomic()
def _index_alone(ticket_id: int) -> None:
    """Its row is taken first, so that a word said meanwhile is never written over."""
    ticket = session.get(Ticket, ticket_id)
    if ticket is not None:
        lock(ticket)
        _index(ticket_id)


def _index(ticket_id: int) -> None:
    of = session.execute(HEAD, {"id": ticket_id}).one()
    parts = _within(MOST_WORDS, _parts(ticket_id, of))
    words = written(parts, is_sqlite=session.database.is_sqlite)
    if not session.database.is_sqlite:
        words = f"{spell_of(of.last_word_at)} {words}"
    session.execute(sa.text(ADD[_engine()]), {"id": ticket_id, "words": words})


def _parts(ticket_id: int, of: sa.Row) -> Iterator[str]:
    yield Ticket.number_of(ticket_id)
    yield of.subject
    yield of.customer
    if of.order_id:
        yield Order.number_of(of.order_id)
    for name, address in session.execute(ADDRESSES, {"customer": of.customer_id}):
        yield address
        if name != of.customer:
            yield name
    yield from session.execute(SAID, {"id": ticket_id}).scalars()


def _within(most: int, texts: Iterable[str]) -> Iterator[Sequence[str]]:
    for text in texts:
        words = words_of(text)[:most]
        if words:
            yield words
        most -= len(words) + 1
        if most <= 0:
            return


def _lexemes(parts: Iterable[Sequence[str]], position: int) -> Iterator[str]:
    for part in parts:
        position += 1
        for word in part:
            position += 1
            yield f"'{word}':{position}"


def _engine() -> str:
    return "sqlite" if session.database.is_sqlite else "postgresql"


t, c, p, r = (model.__table__.c for model in (Ticket, Customer, ContactPoint, Reply))
_ID = sa.bindparam("id", type_=sa.Integer)
HEAD = (
    sa.select(t.subject, t.order_id, t.customer_id, t.last_word_at, c.name.label("customer"))
    .join(Customer.__table__, c.id == t.customer_id)
    .where(t.id == _ID)
)
ADDRESSES = (
    sa.select(p.name, p.address)
    .where(p.customer_id == sa.bindparam("customer", type_=sa.Integer))
    .order_by(p.id)
    .limit(MOST_ADDRESSES)
)
SAID = sa.select(r.body).where(r.ticket_id == _ID).order_by(r.id.desc()).limit(MOST_REPLIES)
