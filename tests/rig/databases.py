"""A clean, migrated database for every test, on SQLite and on PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Protocol

import psycopg
import sqlalchemy as sa
from flask import Flask

from portal import schema
from portal.engines import Database
from tests.rig.postgresql import Cluster

KINDS = ("sqlite", "postgresql")
TEMPLATE = "portal_template"
EMPTY_ALL = """
DO $$
DECLARE each record; has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each.tablename) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %I', each.tablename); END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


class TestDatabase(Protocol):
    """One database that tests of one process use, one after the other."""

    __test__ = False
    url: str

    def migrate(self, app: Flask) -> None: ...
    def empty(self) -> None: ...
    def close(self) -> None: ...


class Sqlite:
    """A file, emptied row by row: server processes may have it open too."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "portal.db"
        self.url = f"sqlite:///{self._file}"

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            schema.upgrade()
        self._own = sqlite3.connect(self._file, timeout=30, isolation_level=None)
        self._own.execute("PRAGMA synchronous=OFF")
        self._own.execute("PRAGMA foreign_keys=OFF")
        # A full-text index empties its own inner tables, which are "shadow" here.
        self._tables = [
            name
            for (name,) in self._own.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' "
                "AND type IN ('table', 'virtual')"
            )
            if not name.startswith("sqlite_") and name != "alembic_version"
        ]

    def empty(self) -> None:
        self._own.execute("BEGIN IMMEDIATE")
        for table in self._tables:
            self._own.execute(f'DELETE FROM "{table}"')
        self._own.execute("COMMIT")

    def close(self) -> None:
        self._own.close()


class Postgresql:
    """A database made from the run's migrated template."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name
        self.url = cluster.url(name)

    def migrate(self, app: Flask) -> None:
        with _connection(self._cluster, "postgres") as connection:
            connection.execute(f'CREATE DATABASE "{self._name}" TEMPLATE {TEMPLATE}')
        self._own = _connection(self._cluster, self._name)

    def empty(self) -> None:
        self._own.execute(EMPTY_ALL)

    def close(self) -> None:
        self._own.close()


def empty_database(cluster: Cluster, name: str = TEMPLATE) -> str:
    """A database with nothing in it. The template is one too, until it is migrated."""
    with _connection(cluster, "postgres") as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return cluster.url(name)


def do_not_wait_for_the_disk(database: Database) -> None:
    """Only in tests: a power cut may take their SQLite file."""
    if not database.is_sqlite:
        return
    for engine in (database.read, database.write):
        sa.event.listen(engine, "connect", _synchronous_off)


def _synchronous_off(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def _connection(cluster: Cluster, name: str) -> psycopg.Connection:
    return psycopg.connect(host=cluster.socket, user="postgres", dbname=name, autocommit=True)
