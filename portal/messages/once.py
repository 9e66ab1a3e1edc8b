"""Adding a row of which there can be only one, when several processes may do it in one moment."""

from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Model, session


def insert_once(model: type[Model], *, unique: list[str], **values: Any) -> bool:
    """True when this call made the row. False when it was there, committed, or is there now
    because whoever was first has just finished: this waits for them.
    """
    session.flush()  # what it refers to may not be written yet
    statement = _statement(model, tuple(unique), session.database.is_sqlite)
    return bool(session.execute(statement, values).first())


@cache
def _statement(model: type[Model], unique: tuple[str, ...], is_sqlite: bool) -> Insert:
    insert = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(model.__table__).on_conflict_do_nothing(index_elements=unique)
    return statement.returning(getattr(model.__table__.c, unique[0]))
