"""Words nobody could guess, in everything that Ana and Ben have; and the dumps to look for them."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from portal.access import Role
from portal.database import Model, session
from portal.history.events import FACTS
from tests import make
from tests.house import world as houses
from tests.house.canaries import ADDRESSES, Canaries
from tests.house.world import World

SECRETS = ("password_hash", "token_sha256", "code_sha256", "browser_sha256", "visitor_key")


class Words(Canaries):
    """Canaries that leave people reachable: an address stays what it is, and so do staff's names
    and the codes of events."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.mark = f"{self.mark}{owner}"

    def _plant_in(self, table: sa.Table, row: Any) -> None:
        super()._plant_in(table, row)
        if row.get("by_staff") or (table.name == "replies" and row["author_id"] is None):
            name = "actor_name" if table.name == "entries" else "author_name"
            back = sa.update(table).where(table.c.id == row["id"])
            session.execute(back.values({name: row[name]}))

    def _file(self, table: sa.Table, row: Any) -> str:
        if table.name != "inbound_mails":
            return super()._file(table, row)
        store = current_app.extensions["portal_files"]
        store.path(row["sha256"]).unlink(missing_ok=True)
        said = self.word(table.name, "content", row["id"])
        return store.add(make.eml(sender=row["from_address"], to=row["envelope_to"], body=said))

    def _new_value(self, table: sa.Table, column: sa.Column, row: Any, row_id: Any) -> Any:
        if column.name in ADDRESSES or column.name in SECRETS:
            return row[column.name]
        if table.name == "entries" and column.name == "particulars":
            word = self.word(table.name, column.name, row_id)
            return {
                name: value if name in FACTS or not isinstance(value, str) else word
                for name, value in row["particulars"].items()
            }
        return super()._new_value(table, column, row, row_id)


def planted() -> tuple[World, Words, Words]:
    """The house with its people, and the canaries of Ana and of Ben."""
    world = houses.build()
    words = Words("ana"), Words("ben")
    for name, canaries in zip(("ana", "ben"), words, strict=True):
        canaries.plant(world, (name,))
    return world, *words


def everything_kept() -> bytes:
    """All rows of all tables and all files, as one heap to search in."""
    session.commit()
    session.expire_all()
    heap = [
        repr(tuple(row)).encode()
        for table in Model.metadata.sorted_tables
        for row in session.execute(sa.select(table))
    ]
    data: Path = current_app.extensions["portal_settings"].data
    files = [path for path in data.rglob("*") if path.is_file() and "portal.db" not in path.name]
    return b"\n".join([*heap, *(path.read_bytes() for path in files)])


def columns(found: set[str]) -> set[str]:
    """`replies.body.7` as `replies.body`."""
    return {each.rpartition(".")[0] for each in found}


def agent(world: World) -> Any:
    return world.people[Role.AGENT.value]
