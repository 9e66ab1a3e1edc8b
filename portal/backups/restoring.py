"""Putting a backup back, into an empty place only, and proving that it is all there."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from portal import schema
from portal.backups import folders, rows
from portal.backups.taking import FORMAT, MANIFEST, KeptTable, Manifest
from portal.database import Model, atomic, session
from portal.engines import Database
from portal.filestore import FileStore
from portal.messages import instance
from portal.messages.models import UNDER_WAY, Message, MessageEvent, MessageState
from portal.privacy import journal

HELD = "restored from a backup"


class NotRestored(Exception):
    """Nothing was changed; the text says why."""


def restore(database: Database, files: FileStore, source: Path, *, keep_mail: bool) -> Manifest:
    """Put the backup at `source` into an empty database and file store.

    It is another installation from then on, which sends nothing until somebody lets it. Mail that
    waited is blocked, because the portal the backup was taken from may have sent it meanwhile;
    `keep_mail` lets it wait. Whom the journal of erasures names is erased again.
    """
    with _opened(source, beside=files.folder) as folder:
        folders.check_sums(folder)
        manifest = _manifest(folder)
        _refuse_what_cannot_be(database, files, manifest)
        schema.upgrade(manifest.revision or "head")
        for path in sorted((folder / "files").glob("??/*")):
            folders.link_or_copy(path, files.folder / path.parent.name / path.name)
        _put_back(folder, manifest, keep_mail=keep_mail)
    schema.upgrade()
    instance.hold(instance.RESTORED)
    journal.replay()
    return manifest


@contextmanager
def _opened(source: Path, *, beside: Path) -> Iterator[Path]:
    if source.is_dir():
        yield source
        return
    if not source.exists():
        raise NotRestored(f"{source} is not there")
    beside.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".restoring.", dir=beside.parent))
    try:
        folders.unpack(source, folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _manifest(folder: Path) -> Manifest:
    found = json.loads((folder / MANIFEST).read_text())
    if found["format"] != FORMAT:
        raise NotRestored(f"the backup has format {found['format']}, this portal reads {FORMAT}")
    tables = {name: KeptTable(**table) for name, table in found.pop("tables").items()}
    return Manifest(**found, tables=tables)


def _refuse_what_cannot_be(database: Database, files: FileStore, manifest: Manifest) -> None:
    if manifest.revision is not None and not schema.knows(manifest.revision):
        raise NotRestored(
            f"the backup is of a newer portal ({manifest.portal}); install that first"
        )
    if files.folder.exists() and any(files.folder.iterdir()):
        raise NotRestored(f"{files.folder} is not empty")
    with database.read.connect() as connection:
        present = set(sa.inspect(connection).get_table_names())
        for table in Model.metadata.sorted_tables:
            if table.name in present and _count(connection, table):
                raise NotRestored(f"the database is not empty: {table.name} has rows")
        if schema.revision(connection) not in (None, manifest.revision):
            raise NotRestored("the database has another version's tables; use a new, empty one")


def _put_back(folder: Path, manifest: Manifest, *, keep_mail: bool) -> None:
    """All rows or none: they are read again and compared with the backup before they count."""
    with atomic():
        connection = session.connection()
        for name, kept in manifest.tables.items():
            table = rows.plain_table(name, kept.columns)
            with (folder / "tables" / f"{name}.ndjson").open("rb") as lines:
                rows.insert(connection, table, kept.columns, lines)
            _compare(connection, table, kept)
            _count_on(connection, name, kept)
        if not keep_mail:
            _hold_mail()


def _compare(connection: sa.Connection, table: sa.Table, kept: KeptTable) -> None:
    found = hashlib.sha256()
    for line in rows.lines_of(connection, table, kept.key):
        found.update(line)
    if found.hexdigest() != kept.sha256 or _count(connection, table) != kept.rows:
        raise NotRestored(f"the rows of {table.name} did not come back as they were saved")


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _count_on(connection: sa.Connection, name: str, kept: KeptTable) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name == "postgresql" and kept.columns.get("id") == "number" and kept.rows:
        sequence = sa.func.pg_get_serial_sequence(name, "id")
        highest = sa.select(sa.func.max(sa.column("id"))).select_from(sa.table(name))
        connection.execute(sa.select(sa.func.setval(sequence, highest.scalar_subquery())))


def _hold_mail() -> None:
    """By plain statements: the tables may still have the shape of an older version."""
    waiting = session.scalars(sa.select(Message.id).where(Message.state.in_(UNDER_WAY))).all()
    if not waiting:
        return
    held = {"kind": MessageState.BLOCKED.value, "particulars": {"reason": HELD}}
    events = [{"message_id": message_id, **held} for message_id in waiting]
    session.execute(sa.insert(MessageEvent), events)
    blocked = {"state": MessageState.BLOCKED, "reason": HELD, "attempt": None}
    session.execute(sa.update(Message).where(Message.id.in_(waiting)).values(blocked))
