"""Words that nobody could guess, planted wherever a text of these customers is kept."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import current_app

from portal.database import Document, Model, Words, atomic, session
from tests import make
from tests.house.world import World

STRUCTURAL = {
    "attachments.media_type", "attachments.sha256", "customers.language", "drafts.place",
    "entries.about", "entries.kind", "inbound_mails.outcome", "inbound_mails.reference",
    "inbound_mails.sha256", "inbound_mails.thread", "message_events.kind", "messages.thread",
    "orders.currency", "shared_links.about", "users.theme", "users.time_zone",
    "customers.time_zone",
}  # fmt: skip
"""Texts with a form of their own, which nobody writes. Every other column gets a canary."""
ADDRESSES = ("address", "email", "address_key", "email_key", "to_address", "from_address",
             "return_path", "envelope_to")  # fmt: skip
CODES_IN_JSON = {"number", "origin"}


class Canaries:
    """All of them begin alike, and then say which column of which row they were planted in."""

    def __init__(self) -> None:
        self.mark = f"canary{secrets.token_hex(6)}"

    def word(self, table: str, column: str, row: Any) -> str:
        return f"{self.mark}-{table}.{column}.{row}."

    def found_in(self, content: bytes) -> set[str]:
        """The canaries in what somebody got, as `table.column.id`."""
        pieces = content.decode(errors="replace").split(f"{self.mark}-")[1:]
        return {".".join(piece.split(".")[:3]) for piece in pieces}

    @atomic()
    def plant(self, world: World, owners: tuple[str, ...]) -> None:
        """Write one into every text of every row that belongs to these people's customers."""
        users = {world.people[name].id for name in owners}
        customers = {world.people[name].customer_id for name in owners}
        for table in Model.metadata.sorted_tables:
            for row in session.execute(sa.select(table)).mappings().all():
                if _belongs(table, row, users, customers):
                    self._plant_in(table, row)
        session.expire_all()

    def _plant_in(self, table: sa.Table, row: Any) -> None:
        keys = list(table.primary_key.columns)
        row_id = "-".join(str(row[key.name]) for key in keys)
        changes = {
            column.name: self._new_value(table, column, row, row_id)
            for column in table.columns
            if f"{table.name}.{column.name}" not in STRUCTURAL
            and row[column.name] is not None
            and not column.primary_key
            and isinstance(column.type, Words | Document)
        }
        if "sha256" in table.columns:
            changes["sha256"] = self._file(table, row)
        if changes:
            itself = [key == row[key.name] for key in keys]
            session.execute(sa.update(table).where(*itself).values(changes))

    def _new_value(self, table: sa.Table, column: sa.Column, row: Any, row_id: Any) -> Any:
        word = self.word(table.name, column.name, row_id)
        if isinstance(column.type, Document):
            return _with(word, row[column.name])
        return f"{word}@example.com" if column.name in ADDRESSES else word

    def _file(self, table: sa.Table, row: Any) -> str:
        content = make.PNG + self.word(table.name, "content", row["id"]).encode()
        if table.name == "inbound_mails":
            content = make.eml(sender="ana@example.com", to="help@in.example.com",
                               body=content[len(make.PNG):].decode())  # fmt: skip
        return current_app.extensions["portal_files"].add(content)


def _with(word: str, value: Any) -> Any:
    """The same JSON with the word in each of its texts."""
    if isinstance(value, dict):
        return {k: each if k in CODES_IN_JSON else _with(word, each) for k, each in value.items()}
    if isinstance(value, list):
        return [_with(word, each) for each in value]
    return word if isinstance(value, str) else value


def _belongs(table: sa.Table, row: Any, users: set[int], customers: set[Any]) -> bool:
    if table.name == "customers":
        return row["id"] in customers
    for column, owners in (
        ("customer_id", customers), ("user_id", users), ("invited_by_id", users),
        ("reply_id", _ids("replies", customers)), ("message_id", _ids("messages", customers)),
    ):  # fmt: skip
        if row.get(column) is not None:
            return row[column] in owners
    if table.name == "inbound_mails":
        replies = Model.metadata.tables["replies"]
        theirs = sa.select(replies.c.inbound_mail_id).where(replies.c.customer_id.in_(customers))
        return row["id"] in session.scalars(theirs).all()
    return False


def _ids(table_name: str, customers: set[Any]) -> set[int]:
    table = Model.metadata.tables[table_name]
    return set(session.scalars(sa.select(table.c.id).where(table.c.customer_id.in_(customers))))
