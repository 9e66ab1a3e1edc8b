"""The rows of a table as lines of text, the same on both databases, and back again."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.database import Document, UTCDateTime, Words

AT_ONCE = 500
Columns = dict[str, str]
"""The name of each column and the kind of thing in it."""

DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "instant": UTCDateTime(),
    "date": sa.Date(),
    "document": DOCUMENT,
    "truth": sa.Boolean(),
    "number": sa.BigInteger(),
    "share": sa.Double(),
    "bytes": sa.LargeBinary(),
    "text": sa.Unicode(),
}
KINDS: tuple[tuple[type[Any], str], ...] = (
    (UTCDateTime, "instant"),
    (Document, "document"),
    (sa.Date, "date"),
    (sa.Boolean, "truth"),
    (sa.Integer, "number"),
    (sa.Float, "share"),
    (sa.LargeBinary, "bytes"),
    (sa.String, "text"),
    (Words, "text"),
)
FROM_TEXT: dict[str, Callable[[str], Any]] = {
    "instant": lambda text: datetime.fromisoformat(text),
    "date": lambda text: date.fromisoformat(text),
    "bytes": lambda text: b64decode(text),
}


def columns_of(table: sa.Table) -> Columns:
    return {column.name: _kind(column) for column in table.columns}


def _kind(column: sa.Column[Any]) -> str:
    for known, kind in KINDS:
        if isinstance(column.type, known):
            return kind
    raise TypeError(f"backups do not know how to keep {column}")


def plain_table(name: str, columns: Columns) -> sa.Table:
    """The table without its rules: what is there, not what this version would allow."""
    plain = [sa.Column(column, TYPES[kind]) for column, kind in columns.items()]
    return sa.Table(name, sa.MetaData(), *plain)


def lines_of(connection: sa.Connection, table: sa.Table, key: Iterable[str]) -> Iterator[bytes]:
    """Every row, in the order of its key, which is the same order on both databases."""
    rows = connection.execute(
        sa.select(table).order_by(*(_ordered(connection, table.c[name]) for name in key)),
        execution_options={"yield_per": AT_ONCE},
    )
    for row in rows:
        yield (
            json.dumps(list(row), ensure_ascii=False, sort_keys=True, default=_text).encode()
            + b"\n"
        )


def _ordered(connection: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if connection.dialect.name == "postgresql" and isinstance(column.type, sa.Unicode):
        return column.collate("C")
    return column


def _text(value: datetime | date | bytes) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat()


def insert(
    connection: sa.Connection, table: sa.Table, columns: Columns, lines: Iterable[bytes]
) -> None:
    waiting = iter(lines)
    while batch := [_row(columns, line) for line in islice(waiting, AT_ONCE)]:
        connection.execute(table.insert(), batch)


def _row(columns: Columns, line: bytes) -> dict[str, Any]:
    return {
        name: FROM_TEXT[kind](value) if value is not None and kind in FROM_TEXT else value
        for (name, kind), value in zip(columns.items(), json.loads(line), strict=True)
    }
