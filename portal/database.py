"""The database: one session for each unit of work, and the only way to write.

Reading happens on connections that *cannot* write (SQLite `query_only`, PostgreSQL
`default_transaction_read_only`), so a page that changes state outside a verb fails loudly.
Writing happens inside `atomic()`.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, g
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import JSONB
from werkzeug.local import LocalProxy

from portal.engines import Database


class Unstorable(ValueError, sa.exc.DontWrapMixin):
    """A text that a database would refuse or cut: too long, or with NUL or lone surrogates."""


class ChangedOutsideAVerb(RuntimeError):
    """Something altered a loaded object before any verb began."""


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant, kept as UTC on both databases; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(sa.types.TypeDecorator[str]):
    """Text of at most `length` characters, held to it on both databases."""

    impl = sa.Unicode
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        if len(value) > self.length:
            raise Unstorable(f"{len(value)} characters where {self.length} fit")
        if "\0" in value or (not value.isascii() and _has_surrogates(value)):
            raise Unstorable("characters that no database keeps")
        return value


def _has_surrogates(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


class Document(sa.types.TypeDecorator[dict[str, Any]]):
    """A JSON object; binary JSON where the database has it."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else sa.JSON())


Short = Annotated[str, orm.mapped_column(Words(80))]
Line = Annotated[str, orm.mapped_column(Words(250))]
Prose = Annotated[str, orm.mapped_column(Words(500_000))]
Json = Annotated[dict[str, Any], orm.mapped_column(Document)]


class Model(orm.DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime,
        str: Words(250),
        StrEnum: sa.Enum(
            Enum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


AnyModel = TypeVar("AnyModel", bound=Model)


class Numbered:
    """A row people refer to by number, like C-2841. The number is the id, shown kindly."""

    id: orm.Mapped[int]
    number_prefix = ""
    number_offset = 0

    @property
    def number(self) -> str:
        return self.number_of(self.id)

    @classmethod
    def number_of(cls, row_id: int) -> str:
        return f"{cls.number_prefix}{row_id + cls.number_offset}"

    @classmethod
    def id_of(cls, number: str) -> int:
        """The id behind a number someone typed; 0, which no row has, when it is no number."""
        digits = number.strip().upper().removeprefix(cls.number_prefix)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
            return 0
        found = int(digits) - cls.number_offset
        return found if 0 < found < 2**31 else 0


class PortalSession(orm.Session):
    def __init__(self, database: Database) -> None:
        super().__init__(expire_on_commit=False)
        self.database = database
        self.is_writing = False

    def get_bind(self, *_: Any, **__: Any) -> sa.Engine:  # type: ignore[override]
        return self.database.write if self.is_writing else self.database.read


def init_app(app: Flask, url: str) -> None:
    app.extensions["portal_database"] = Database(url)

    @app.teardown_appcontext
    def end_reading(_error: BaseException | None) -> None:
        open_session: PortalSession | None = g.pop("portal_session", None)
        if open_session is not None:
            open_session.close()


def current_database() -> Database:
    return current_app.extensions["portal_database"]


def _current_session() -> PortalSession:
    if "portal_session" not in g:
        g.portal_session = PortalSession(current_database())
    return g.portal_session


session: PortalSession = LocalProxy(_current_session)  # type: ignore[assignment]


@contextmanager
def atomic() -> Iterator[None]:
    """All of it or nothing. A verb calls other verbs freely: the outermost one commits.

    What was read before is forgotten first, so a verb decides on the state inside its own
    transaction, never on what the page happened to load.
    """
    current = _current_session()
    if current.is_writing:
        yield
        return
    if current.new or current.dirty or current.deleted:
        raise ChangedOutsideAVerb(repr([*current.new, *current.dirty, *current.deleted]))
    current.commit()
    current.expire_all()
    with current.database.write_ticket():
        current.is_writing = True
        try:
            yield
            current.commit()
            current.database.writes += 1
        except BaseException:
            current.rollback()
            raise
        finally:
            current.is_writing = False


def lock(thing: AnyModel) -> AnyModel:
    """Take the row for this transaction, so that two verbs on it run one after the other."""
    session.flush()  # or reading it again would forget what an outer verb has just changed
    session.refresh(thing, with_for_update={"of": type(thing)})
    return thing


def as_json(value: Any) -> str:
    """One line of JSON, keys sorted: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
