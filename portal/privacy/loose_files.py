"""Files that lost the row which named them: off the disk, unless another row names them, too."""

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.database import Model, atomic, session
from portal.filestore import FileStore
from portal.messages.once import insert_once
from portal.privacy.models import LooseFile

GRACE = timedelta(minutes=10)
"""So long somebody may take from keeping a file to writing the row that names it."""
AT_ONCE = 500


@atomic()
def let_go(files: Iterable[str]) -> None:
    """Note these for the next look. The same file may be let go by several rows."""
    for sha256 in set(files):
        insert_once(LooseFile, unique=["sha256"], sha256=sha256, since=clock.now())


def discard() -> int:
    """Delete the files that nothing names; returns how many are gone."""
    gone = 0
    for sha256 in session.scalars(sa.select(LooseFile.sha256).limit(AT_ONCE)).all():
        if is_named(sha256):
            _forget(sha256)
        elif _store().discard(sha256, unused_since=clock.now() - GRACE):
            _forget(sha256)
            gone += 1
    return gone


def is_named(sha256: str) -> bool:
    """Does any row of any table name it? By custom the column is called `sha256` everywhere."""
    for table in Model.metadata.sorted_tables:
        if "sha256" in table.c and table is not LooseFile.__table__:
            named = sa.select(sa.literal(1)).where(table.c.sha256 == sha256).limit(1)
            if session.scalar(named) is not None:
                return True
    return False


@atomic()
def _forget(sha256: str) -> None:
    session.execute(sa.delete(LooseFile).where(LooseFile.sha256 == sha256))


def _store() -> FileStore:
    return current_app.extensions["portal_files"]
