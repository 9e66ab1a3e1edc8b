"""Making somebody's copy: one zip with everything the manifests declare as theirs.

    index.html    to read, in their language; opens anywhere and asks nobody for anything
    data.json     the same, complete, with the name and the reason of each field
    files/…       what was attached in their concerns
    mails/…       the mails they sent us, as they came

Rows pass through in hundreds and files in pieces, so the copy of somebody with ten thousand mails
takes no more memory than anybody's.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.accounts.models import User
from portal.database import session
from portal.filestore import FileStore
from portal.personal import PersonalTable, Subject
from portal.privacy.readable import ReadablePage
from portal.privacy.subjects import subject_of, tables
from portal.web.languages import FALLBACK, LANGUAGES, Language, speaking

BATCH = 500


def write_copy(user: User, folder: Path) -> Path:
    """The zip for this user, inside `folder`, which is on the disk of the file store."""
    target = folder / "copy.zip"
    subject = subject_of(user)
    with (
        speaking(_language_of(user)),
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        _write_rows(subject, archive, folder)
        for name, sha256 in _files(subject):
            _add_file(archive, name, sha256)
    return target


def _write_rows(subject: Subject, archive: zipfile.ZipFile, folder: Path) -> None:
    """Both forms in one pass, so that they say the same."""
    with (folder / "data.json").open("w") as data, (folder / "index.html").open("w") as page:
        readable = ReadablePage(page)
        readable.begin(subject)
        _begin(data)
        for number, table in enumerate(each for each in reversed(tables()) if each.in_copy):
            data.write(",\n" if number else "\n")
            data.write(f"{json.dumps(table.name)}: [")
            readable.begin_table(table)
            for count, row in enumerate(rows_of(table, subject)):
                shown = {name: row[name] for name in ("id", *table.in_copy) if name in row}
                data.write(",\n" if count else "\n")
                data.write(json.dumps(shown, ensure_ascii=False, default=_plain))
                readable.add(table, row)
            data.write("]")
            readable.end_table()
        data.write("}}\n")
        readable.end()
    for name in ("index.html", "data.json"):
        archive.write(folder / name, name)


def _begin(data: IO[str]) -> None:
    fields = {
        table.name: {
            "title": str(table.title),
            "why": str(table.why),
            "columns": {name: str(label) for name, label in table.in_copy.items()},
        }
        for table in tables()
        if table.in_copy
    }
    head = {"made_at": clock.now().isoformat(), "fields": fields}
    data.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2])
    data.write(',\n"rows": {')


def rows_of(table: PersonalTable, subject: Subject) -> Iterator[sa.RowMapping]:
    """Theirs, in the order of their keys."""
    keys = list(table.model.__table__.primary_key)
    whole = sa.select(table.model.__table__).where((table.shown or table.about)(subject))
    whole = whole.order_by(*keys).limit(BATCH)
    after: list[Any] | None = None
    while True:
        query = whole
        if after is not None:
            query = query.where(sa.tuple_(*keys) > sa.tuple_(*map(sa.literal, after)))
        found = session.execute(query).mappings().all()
        yield from found
        if len(found) < BATCH:
            return
        after = [found[-1][key.name] for key in keys]


def _files(subject: Subject) -> Iterator[tuple[str, str]]:
    for table in tables():
        if table.file is not None:
            for row in rows_of(table, subject):
                if row["sha256"]:
                    yield table.file(row), row["sha256"]


def _add_file(archive: zipfile.ZipFile, name: str, sha256: str) -> None:
    store: FileStore = current_app.extensions["portal_files"]
    if not store.has(sha256):
        return
    info = zipfile.ZipInfo(name, date_time=clock.now().timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED
    with store.path(sha256).open("rb") as source, archive.open(info, "w", force_zip64=True) as kept:
        shutil.copyfileobj(source, kept)


def _language_of(user: User) -> Language:
    own = user.language or user.customer.language
    return LANGUAGES[own if own in LANGUAGES else FALLBACK]


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
