"""Which installation this is, and whether it may send.

A database that comes up at another place (restored from a backup, or copied) may be a second one of
the same company, whose first still sends. So the database and the data folder each know the
installation's id: where they differ nothing leaves until somebody who runs it says so.
"""

import secrets
from contextlib import suppress
from pathlib import Path

from flask import current_app

from portal import clock
from portal.database import atomic, lock, session
from portal.messages.models import Instance
from portal.messages.once import insert_once

FILE = "instance"
OURS = "this one"
RESTORED = "this database was restored from a backup"
ELSEWHERE = "this database was brought here from another installation"


def why_held() -> str | None:
    """Why no mail leaves; None while it does."""
    row = session.get(Instance, OURS)
    if row is None:
        return None
    return row.held or (None if row.instance == _id_here() else ELSEWHERE)


def may_send() -> bool:
    """A new database belongs to where it first sends from."""
    if session.get(Instance, OURS) is None:
        _make(_id_here())
    return why_held() is None


@atomic()
def hold(reason: str) -> None:
    """Let nothing leave: it is another installation from now on."""
    _make("")
    row = lock(session.get_one(Instance, OURS))
    row.instance, row.held = secrets.token_hex(16), reason
    row.since, row.by_name = clock.now(), ""


@atomic()
def let_go(*, by_name: str) -> bool:
    """Somebody has made sure that the other one sends no more. False: nothing was held."""
    row = session.get(Instance, OURS)
    if row is None:
        return False
    lock(row)
    if why_held() is None:
        return False
    row.instance, row.held = _id_here(), None
    row.since, row.by_name = clock.now(), by_name[:250]
    return True


@atomic()
def _make(instance: str) -> None:
    insert_once(
        Instance, unique=["name"], name=OURS, instance=instance, since=clock.now(), by_name=""
    )


def _id_here() -> str:
    """The id in the data folder; made when there is none."""
    path: Path = current_app.extensions["portal_settings"].data / FILE
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
        beside.write_text(secrets.token_hex(16))
        with suppress(FileExistsError):
            path.hardlink_to(beside)  # whoever is first; the others take theirs
        beside.unlink()
        return path.read_text().strip()
