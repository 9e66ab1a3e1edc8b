"""Putting many rows into the database at once: COPY on PostgreSQL, executemany on SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.database import current_database
from portal.demo.filling.copying import copying
from portal.demo.filling.rows import NULL, Loader, Row
from portal.tickets.word_index import BETWEEN


class Inserting(Loader):
    def __init__(self, connection: sa.Connection) -> None:
        self.driver: Any = connection.connection.driver_connection
        self.known: Sequence[str] = ()

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        each = ([None if v == NULL else v for v in row[:-1].split("\t")] for row in rows)
        self.driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", each)

    def know(self, texts: Sequence[str]) -> None:
        self.known = texts

    def index(self, rows: Sequence[Row]) -> None:
        each = (row.split("\t") for row in rows)
        whole = ((key, f"{own} {BETWEEN} {self.known[int(which)]}") for key, own, which in each)
        self.driver.executemany("INSERT INTO search_tickets (rowid, words) VALUES (?, ?)", whole)


@contextmanager
def loading() -> Iterator[Loader]:
    """Open for rows; they are in the database when the block has ended well."""
    database = current_database()
    if database.is_sqlite:
        with database.write_ticket(), database.write.connect() as connection, connection.begin():
            yield Inserting(connection)
            connection.exec_driver_sql("ANALYZE")
    else:
        with copying(database) as loader:
            yield loader
    database.writes += 1
