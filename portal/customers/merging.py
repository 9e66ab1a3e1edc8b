"""Two records of the same customer become one: everything that names the one names the other."""

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError

from portal.customers.models import Customer
from portal.database import Model, atomic, lock, session


class Gone(Exception):
    """Not there any more: it was joined to another."""


@atomic()
def absorb(absorbed: Customer, *, into: Customer) -> None:
    """Move all that `absorbed` has to `into`, and forget `absorbed`. There is no way back.

    What a domain must weigh first (two choices about the same thing) it settles in a reaction to
    what its caller recorded. What is left over twice stays as the one who remains has it.
    """
    hand_over(absorbed, to=into)
    forget(absorbed, instead=into)


@atomic()
def hand_over(old: Model, *, to: Model) -> None:
    """Let every row of every domain that names `old` name `to`: found by the foreign keys, so that
    no domain can be forgotten."""
    session.flush()
    moves = []
    for table, columns in _naming(type(old)).items():
        for column in columns:
            _leave_out_twins(table, column, old.id, to.id)
        moves.append(_move(table, columns, old.id, to.id))
    _all_at_once(moves)
    session.expire_all()


def is_named(row: Model) -> bool:
    """Does any row of any domain name this one?"""
    session.flush()
    return any(
        session.scalar(sa.select(sa.exists().where(column == row.id)))
        for columns in _naming(type(row)).values()
        for column in columns
    )


@atomic()
def forget(old: Model, *, instead: Model) -> None:
    """Delete `old`, with the last rows that came to it from elsewhere in the meantime."""
    lock(old)
    hand_over(old, to=instead)
    session.execute(sa.delete(type(old)).where(type(old).id == old.id))
    session.expunge(old)


@atomic()
def keep_in_place(*rows: Model) -> None:
    """Let two merges of the same rows run one after the other, and replies go on beside them.

    A full lock would wait for whoever adds to the customer while they wait for a row we hold.
    Raises Gone when somebody else has joined one of them meanwhile.
    """
    for row in sorted(rows, key=lambda each: (type(each).__name__, each.id)):
        try:
            session.refresh(row, with_for_update={"of": type(row), "key_share": True})
        except InvalidRequestError as error:
            raise Gone(type(row).__name__) from error


def _naming(model: type[Model]) -> dict[sa.Table, list[sa.Column]]:
    """The columns that hold an id of `model`, directly or as part of a longer key."""
    (key,) = model.__table__.primary_key.columns
    naming = {key}
    while found := {column for column in _all_columns() if _refers_to(column, naming)} - naming:
        naming |= found
    tables = defaultdict(list)
    for column in _all_columns():
        if column in naming and column is not key:
            tables[column.table].append(column)
    return tables


def _all_columns() -> Iterator[sa.Column]:
    for name in sorted(Model.metadata.tables):
        yield from Model.metadata.tables[name].columns


def _refers_to(column: sa.Column, keys: set[sa.Column]) -> bool:
    return any(foreign_key.column in keys for foreign_key in column.foreign_keys)


def _move(table: sa.Table, columns: list[sa.Column], old: int, new: int) -> sa.Update:
    values = {column.name: sa.case((column == old, new), else_=column) for column in columns}
    return sa.update(table).where(sa.or_(*(column == old for column in columns))).values(values)


def _leave_out_twins(table: sa.Table, column: sa.Column, old: int, new: int) -> None:
    """Of two rows that may not be there twice, the one who remains keeps theirs."""
    for unique in _unique_sets(table):
        if column not in unique:
            continue
        twin = table.alias()
        same = [twin.c[each.name] == each for each in unique if each is not column]
        has_one = sa.exists().where(twin.c[column.name] == new, *same)
        session.execute(sa.delete(table).where(column == old, has_one))


def _unique_sets(table: sa.Table) -> Iterator[list[sa.Column]]:
    key = list(table.primary_key.columns)
    yield key
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint) and not set(key) < set(constraint.columns):
            yield list(constraint.columns)


def _all_at_once(moves: list[sa.Update]) -> None:
    """A concern points to its customer's order and address: neither may move before the other.

    PostgreSQL checks foreign keys at the end of a statement, so it gets all moves as one; SQLite
    can be told to check them at the end of the transaction.
    """
    if session.database.is_sqlite:
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        for move in moves:
            session.execute(move)
    elif moves:
        steps = [move.cte(f"move_{number}") for number, move in enumerate(moves)]
        session.execute(sa.select(sa.literal(1)).add_cte(*steps))
