"""Rows into PostgreSQL by COPY, over two connections; rules and indexes are made at the end."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from queue import Queue
from threading import Thread
from typing import Any

import sqlalchemy as sa

from portal.demo.filling.rows import Loader, Row
from portal.engines import Database

LANES = (
    ("customers", "contact_points", "orders", "tickets", "replies", "ticket_tags"),
    ("search_tickets",),
)
"""What goes over a connection of its own, beside the others: cutting words takes PostgreSQL as
long as all of the rest. A row missing in the index would be added by the sweep."""
MEMORY = "256MB"
BESIDE = """
    CREATE TEMP TABLE known (which integer, words tsvector) ON COMMIT DROP;
    CREATE TEMP TABLE found_by (ticket_id integer, own tsvector, which integer) ON COMMIT DROP
"""
INDEX = """
    INSERT INTO search_tickets (ticket_id, words)
    SELECT ticket_id, own || words FROM found_by JOIN known USING (which);
    TRUNCATE found_by
"""
RULES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint c
    WHERE conrelid = ANY (CAST(:tables AS regclass[])) AND (contype = 'f' OR contype = 'u'
        AND NOT EXISTS (SELECT 1 FROM pg_constraint f
            WHERE f.contype = 'f' AND f.conindid = c.conindid))
    ORDER BY contype DESC, conname
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE NOT i.indisunique AND i.indrelid = ANY (CAST(:tables AS regclass[])) ORDER BY 1
"""


@dataclass(frozen=True)
class Copy:
    """Rows for one table, and what is done in the database once they are there."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Row]
    then: str = ""


class Copying(Loader):
    """PostgreSQL cuts words slowly, so a text that many have is cut once."""

    def __init__(self, lanes: Sequence["Lane"]) -> None:
        self.lanes = lanes

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self._lane_of(table).put(Copy(table, columns, rows))

    def know(self, texts: Sequence[str]) -> None:
        rows = [f"{which}\t{words}\n" for which, words in enumerate(texts)]
        self._lane_of("search_tickets").put(Copy("known", ("which", "words"), rows))

    def index(self, rows: Sequence[Row]) -> None:
        copy = Copy("found_by", ("ticket_id", "own", "which"), rows, INDEX)
        self._lane_of("search_tickets").put(copy)

    def _lane_of(self, table: str) -> "Lane":
        return next(lane for lane in self.lanes if table in lane.tables)


class Abandoned(Exception):
    """Whoever made the rows has given up."""


class Lane:
    """One connection, in a thread and a transaction of its own, that copies what it is given."""

    def __init__(self, database: Database, tables: Sequence[str]) -> None:
        self.database, self.tables = database, tables
        self.given: Queue[Copy | type[Abandoned] | None] = Queue(maxsize=12)
        self.failed: BaseException | None = None
        self.thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Lane":
        self.thread.start()
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind:
            self.given.put(Abandoned)
        self.thread.join()
        if self.failed and not kind:
            raise self.failed

    def put(self, copy: Copy) -> None:
        if self.failed:
            raise self.failed
        self.given.put(copy)

    def end(self) -> None:
        """It has been given everything."""
        self.given.put(None)

    def _run(self) -> None:
        try:
            with self.database.write.connect() as connection, connection.begin():
                self._copy_all(connection)
            self._look_anew()
        except BaseException as error:
            self.failed = error
            while self.thread.is_alive() and self.given.get() not in (None, Abandoned):
                pass

    def _copy_all(self, connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        connection.exec_driver_sql(BESIDE)
        with _without_rules(connection, self.tables):
            while given := self.given.get():
                if not isinstance(given, Copy):
                    self.given.put(None)
                    raise given
                names = ", ".join(given.columns)
                with driver.cursor().copy(f"COPY {given.table} ({names}) FROM STDIN") as to:
                    to.write("".join(given.rows).encode())
                if given.then:
                    connection.exec_driver_sql(given.then)

    def _look_anew(self) -> None:
        """Let PostgreSQL know how many there are of everything, so that it plans well."""
        autocommit: Any = self.database.write.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql(f"VACUUM ANALYZE {', '.join(self.tables)}")
            connection.exec_driver_sql("RESET statement_timeout")


@contextmanager
def copying(database: Database) -> Iterator[Loader]:
    with ExitStack() as open_lanes:
        lanes = [open_lanes.enter_context(Lane(database, tables)) for tables in LANES]
        yield Copying(lanes)
        for lane in lanes:  # before one is waited for, so that they end beside each other
            lane.end()


@contextmanager
def _without_rules(connection: sa.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Check who names whom, and sort the indexes, once at the end."""
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    connection.execute(sa.text(f"SET LOCAL maintenance_work_mem = '{MEMORY}'"))
    named = {"tables": list(tables)}
    rules = connection.execute(sa.text(RULES), named).all()
    for table, name, _rule in reversed(rules):
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = connection.execute(sa.text(INDEXES), named).all()
    for name, _index in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _name, index in indexes:
        connection.exec_driver_sql(index)
    for table, name, rule in rules:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")
    for table in {"customers", "contact_points", "orders", "tickets"} & {*tables}:
        highest = f"(SELECT max(id) FROM {table})"
        connection.execute(sa.text(f"SELECT setval('{table}_id_seq', {highest})"))
