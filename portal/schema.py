"""The shape of the database: migrations in order, on SQLite and PostgreSQL, one process at once."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.database import Model, current_database
from portal.engines import Database
from portal.settings import ROOT

LOCK = 7_240_611
"""An arbitrary key of a PostgreSQL advisory lock that only migrations take."""


def upgrade(to: str = "head") -> None:
    _run(command.upgrade, to)


def downgrade(to: str) -> None:
    _run(command.downgrade, to)


def revision(connection: sa.Connection) -> str | None:
    """The last migration that ran there; None when none ever did."""
    return MigrationContext.configure(connection).get_current_revision()


def is_current() -> bool:
    with current_database().read.connect() as connection:
        return revision(connection) == _scripts().get_current_head()


def knows(revision: str) -> bool:
    """Whether this version has that migration."""
    return any(script.revision == revision for script in _scripts().walk_revisions())


def differences(database: Database) -> list[object]:
    """What the models have and the database has not, or the other way round."""
    with database.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        return list(compare_metadata(context, Model.metadata))


def write_revision(message: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with current_database().write.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True)


def is_ours(
    thing: object, name: str | None, kind: str, reflected: bool, other: object | None
) -> bool:
    """Leave out what only a migration makes by hand: search tables and their triggers."""
    return not (kind == "table" and name is not None and name.startswith("search_"))


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(ROOT / "migrations"))


def _run(step: Callable[..., object], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    database = current_database()
    with database.write_ticket(), database.write.connect() as connection:
        if database.is_sqlite:
            # Batch mode rebuilds tables; with foreign keys on, dropping the old one would cascade.
            # The pragma has no effect inside a transaction, so it goes to the driver itself.
            connection.connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            if not database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            config.attributes["connection"] = connection
            step(config, revision)
            _no_orphans(connection)
        if database.is_sqlite:
            connection.connection.execute("PRAGMA foreign_keys=ON")


def _no_orphans(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise RuntimeError(f"rows without their parents after migrating: {orphans[:5]}")
