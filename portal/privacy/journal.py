"""Who was erased, beside the database: so that nobody comes back with an older backup.

One line an erasure in `PORTAL_DATA/erasures.journal`: when, and a keyed hash of the sign-in's
number and address, which tells nobody who it was without the portal's secret key. After a restore
the portal finds these people again and erases them once more.
"""

import json
import os
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.messages.identity import keyed_hashes
from portal.privacy.models import Erasure, ErasureState

NAME = "erasures.journal"


def path() -> Path:
    return current_app.extensions["portal_settings"].data / NAME


def note(erasure: Erasure) -> None:
    """Write down, before anything is erased, who it will be. Again for who is there again."""
    line = json.dumps({"at": clock.now().isoformat(), "who": _marks(erasure.user)[0]})
    path().parent.mkdir(parents=True, exist_ok=True)
    with path().open("a") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())


@atomic()
def replay() -> int:
    """Have everybody erased again whom the journal names and who is there, as after a restore.

    Returns how many that are; their erasures are due at once.
    """
    erased = _marks_noted()
    found = [
        user
        for user in session.scalars(select(User).where(User.customer_id.is_not(None)))
        if erased.intersection(_marks(user))
    ]
    for user in found:
        _erase_again(user)
    return len(found)


def _erase_again(user: User) -> None:
    now = clock.now()
    open_one = session.scalars(
        select(Erasure).where(Erasure.user_id == user.id, Erasure.state == ErasureState.WAITING)
    ).first()
    if open_one is not None:
        open_one.due_at = now
        return
    session.add(
        Erasure(
            customer_id=user.customer_id,
            user_id=user.id,
            asked_at=now,
            due_at=now,
            progress={},
            counts={},
            kept={},
        )
    )


def _marks(user: User) -> list[str]:
    """Under each secret key. The number alone may be somebody else's in another database, and the
    address alone that of somebody who came back."""
    return keyed_hashes("erasure", f"{user.id} {user.email_key}")


def _marks_noted() -> set[str]:
    if not path().exists():
        return set()
    lines = path().read_text().splitlines()
    return {json.loads(line)["who"] for line in lines if line.strip()}
