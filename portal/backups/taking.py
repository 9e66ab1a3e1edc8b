"""Taking a backup while everything runs: one snapshot of the database, then the files it names."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from portal import clock, schema
from portal.backups import folders, rows
from portal.database import Model
from portal.engines import Database
from portal.filestore import FileStore

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class KeptTable:
    columns: rows.Columns
    key: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. Tables stand in the order in which they can be put back."""

    format: int
    made_at: str
    portal: str
    database: str
    revision: str | None
    tables: dict[str, KeptTable]
    files: int
    lost: list[str]
    """Files that rows name and the store had not, or not as they were, when this was taken."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def take(database: Database, files: FileStore, target: Path) -> Manifest:
    """Write a backup to `target`, a new folder or a new .tar file; whole or not at all."""
    if target.exists():
        raise FileExistsError(f"{target} is there already; a backup never overwrites anything")
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        manifest = _write(database, files, folder)
        if target.suffix == ".tar":
            folders.pack(folder, packed := folder.with_suffix(".tar"))
            packed.rename(target)
        else:
            folder.chmod(0o700)
            folder.rename(target)
        folders.flush(target.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


def _write(database: Database, files: FileStore, folder: Path) -> Manifest:
    (folder / "tables").mkdir()
    with snapshot(database) as connection:
        revision = schema.revision(connection)
        tables = {table.name: _keep(connection, table, folder) for table in _tables()}
        named = set(_files_named(connection))
    kept = _keep_files(files, folder)
    manifest = Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        portal=version("portal"),
        database=database.url.get_backend_name(),
        revision=revision,
        tables=tables,
        files=len(kept),
        lost=sorted(sha256 for sha256 in named if kept.get(sha256) != sha256),
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    folders.flush(folder / MANIFEST)
    sums = {f"tables/{name}.ndjson": table.sha256 for name, table in tables.items()}
    sums |= {f"files/{name[:2]}/{name[2:]}": sha256 for name, sha256 in kept.items()}
    sums[MANIFEST] = folders.sha256_of(folder / MANIFEST)
    folders.write_sums(folder, sums)
    return manifest


@contextmanager
def snapshot(database: Database) -> Iterator[sa.Connection]:
    """The database as it is at one moment, however long the reading takes; nobody waits for it."""
    with database.read.connect() as connection:
        if not database.is_sqlite:
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _tables() -> list[sa.Table]:
    return Model.metadata.sorted_tables


def _keep(connection: sa.Connection, table: sa.Table, folder: Path) -> KeptTable:
    columns = rows.columns_of(table)
    key = [column.name for column in table.primary_key]
    path = folder / "tables" / f"{table.name}.ndjson"
    count = 0
    with path.open("wb") as file:
        for line in rows.lines_of(connection, rows.plain_table(table.name, columns), key):
            file.write(line)
            count += 1
    folders.flush(path)
    return KeptTable(columns, key, count, folders.sha256_of(path))


def _files_named(connection: sa.Connection) -> Iterator[str]:
    for table in _tables():
        if "sha256" in table.c:
            yield from connection.scalars(sa.select(table.c.sha256).distinct())


def _keep_files(files: FileStore, folder: Path) -> dict[str, str]:
    """The store's files, and the sum each really has.

    Read after the snapshot: a row's file is on disk before the row, so none can be missing.
    """
    kept = {}
    for path in sorted(files.folder.glob("??/*")):
        name = f"{path.parent.name}{path.name}"
        if len(name) == 64:
            copy = folder / "files" / path.parent.name / path.name
            folders.link_or_copy(path, copy)
            kept[name] = folders.sha256_of(copy)
    return kept
