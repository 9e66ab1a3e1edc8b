"""The engines: two on one database, `read` that cannot write and `write` that only writes.

On SQLite a write is BEGIN IMMEDIATE under a file lock: IMMEDIATE makes read-modify-write atomic,
and the lock is fair where SQLite's own busy wait starves writers. On PostgreSQL reading runs in
autocommit, which spares two round trips a page and keeps psycopg's prepared statements.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

BUSY_SECONDS = 30
READING = "-c default_transaction_read_only=on -c max_parallel_workers_per_gather=0"
"""Pages ask small questions often: a helping process takes longer to start than to help."""


class Database:
    """Two engines on one database: `read` cannot write, `write` only ever writes."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.read = self._sqlite(query_only=True) if self.is_sqlite else self._postgresql(read=True)
        self.write = self._sqlite() if self.is_sqlite else self._postgresql()
        self.lock_file = Path(f"{self.url.database}.lock") if self.is_sqlite else None
        self.writes = 0
        self.remembered: dict[Any, Any] = {}
        """What web.remembering keeps for a moment, and how often this process has written since it
        began."""

    def _sqlite(self, *, query_only: bool = False) -> sa.Engine:
        Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = _engine(self.url, pool_size=20, max_overflow=200)
        pragmas = ["journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"]
        pragmas += ["foreign_keys=ON", "temp_store=MEMORY"]
        pragmas += ["query_only=ON"] if query_only else []

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: Any) -> None:
            # The driver's own BEGIN comes too late and is deferred; ours is in begin() below.
            connection.isolation_level = None
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
            # SQLite's own lower() knows only A to Z; PostgreSQL's knows every letter.
            connection.create_function("lower", 1, _lower, deterministic=True)

        @event.listens_for(engine, "begin")
        def begin(connection: sa.Connection) -> None:
            connection.exec_driver_sql("BEGIN" if query_only else "BEGIN IMMEDIATE")

        return engine

    def _postgresql(self, *, read: bool = False) -> sa.Engine:
        options = "-c timezone=UTC -c jit=off -c statement_timeout=60s"
        if not read:
            return _engine(
                self.url, pool_size=5, max_overflow=50, connect_args={"options": options}
            )
        # No transaction, so no rollback: that is what makes psycopg forget prepared statements.
        return _engine(
            self.url,
            pool_size=10,
            max_overflow=100,
            isolation_level="AUTOCOMMIT",
            pool_reset_on_return=None,
            connect_args={"options": f"{options} {READING}"},
        )

    @contextmanager
    def write_ticket(self) -> Iterator[None]:
        """Wait for this process's turn to write. PostgreSQL needs no such queue."""
        if self.lock_file is None:
            yield
            return
        with self.lock_file.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def dispose(self) -> None:
        self.read.dispose()
        self.write.dispose()


def _lower(value: object) -> object:
    # The one letter whose small form is two characters to Python and one to PostgreSQL.
    return value.replace("\u0130", "i").lower() if isinstance(value, str) else value


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    """What customers wrote stands in the parameters: an error must not carry it into the log."""
    return sa.create_engine(url, hide_parameters=True, **options)
