"""Adding a row of which there can be only one, when several processes may do it in one moment."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from portal.database import Model, session


def insert_once(model: type[Model], *, unique: list[str], **values: Any) -> bool:
    """True when this call made the row. False when it was there, committed, or is there now
    because whoever was first has just finished: this waits for them.
    """
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    statement = insert(model).values(**values).on_conflict_do_nothing(index_elements=unique)
    return bool(session.execute(statement.returning(getattr(model, unique[0]))).first())
