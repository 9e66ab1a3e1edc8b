"""Erasing somebody in place: their rows stay as facts about nobody, so the statistics stand.

A run goes through the tables that domains declare, some hundred rows at a time, each time in one
transaction with the note of how far it is. Whoever dies in between is followed by whoever comes
next, and two workers on one run take turns. What the law or an open order has us keep is left out;
the run begins again when that ends.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal import clock
from portal.accounts import links, sessions
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.manifest import domains
from portal.personal import STAYS, Each, PersonalTable, Subject
from portal.privacy import journal, loose_files, retention, shredding
from portal.privacy.models import Erasure, ErasureState
from portal.privacy.subjects import subject_of, tables

log = logging.getLogger(__name__)
BATCH = 500
AT_ONCE_SECONDS = 20


def run_due(*, seconds: float = AT_ONCE_SECONDS) -> int:
    """Go on with the runs that are due, for about that long; returns how many came to their end."""
    until = time.monotonic() + seconds
    ended = 0
    for erasure_id in session.scalars(_due()).all():
        if not _begin(erasure_id):
            continue
        while (more := _go_on(erasure_id)) and time.monotonic() < until:
            pass
        ended += more is None
    loose_files.discard()
    if ended:
        for domain in domains():
            domain.forgets()
        shredding.forget_log()
    return ended


def _due() -> sa.Select[tuple[int]]:
    now = clock.now()
    return (
        sa.select(Erasure.id)
        .where(
            sa.or_(
                sa.and_(Erasure.state == ErasureState.WAITING, Erasure.due_at <= now),
                Erasure.state == ErasureState.RUNNING,
                sa.and_(Erasure.state == ErasureState.DONE, Erasure.again_on <= now.date()),
            )
        )
        .order_by(Erasure.id)
    )


@atomic()
def _begin(erasure_id: int) -> bool:
    """Close the door before the first row goes. False while a mail to them is being handed over,
    or when there is nobody to erase: they came back on what had to stay.
    """
    erasure = lock(session.get_one(Erasure, erasure_id))
    if erasure.state is ErasureState.CANCELLED:
        return False
    if erasure.state is ErasureState.DONE and _came_back(erasure):
        erasure.again_on = None
        return False
    if erasure.state is ErasureState.WAITING:
        journal.note(erasure)
    if erasure.state is not ErasureState.RUNNING:
        erasure.state = ErasureState.RUNNING
        erasure.started_at = erasure.started_at or clock.now()
        erasure.done_at = None
        erasure.progress = {}
    subject = subject_of(erasure.user)
    for user in session.scalars(sa.select(User).where(User.id.in_(subject.user_ids))):
        user.disabled_at = user.disabled_at or clock.now()
        sessions.end_all(user)
        links.revoke(user)
    return all(domain.stops(subject) for domain in domains())


@atomic()
def _go_on(erasure_id: int) -> bool | None:
    """One more batch. None when that was the end."""
    erasure = lock(session.get_one(Erasure, erasure_id))
    if erasure.state is not ErasureState.RUNNING:
        return False
    table, after = _place(erasure)
    if table is None:
        _finish(erasure)
        return None
    subject = subject_of(erasure.user)
    rows = _batch(table, subject, after)
    _erase(table, subject, rows)
    counts = dict(erasure.counts)
    counts[table.name] = counts.get(table.name, 0) + len(rows)
    erasure.counts = counts
    erasure.progress = {"table": table.name, "after": _key(table, rows[-1]) if rows else None}
    return True


def _place(erasure: Erasure) -> tuple[PersonalTable | None, list[Any] | None]:
    """The table that the run is in, and the last row it dealt with there."""
    every = tables()
    if not erasure.progress:
        return every[0], None
    names = [table.name for table in every]
    at = names.index(erasure.progress["table"])
    after = erasure.progress["after"]
    if after is not None:
        return every[at], after
    return (every[at + 1], None) if at + 1 < len(every) else (None, None)


def _batch(
    table: PersonalTable, subject: Subject, after: Sequence[Any] | None
) -> Sequence[sa.RowMapping]:
    """The next rows about them, locked; without those that have to stay."""
    query = sa.select(table.model.__table__).where(table.about(subject))
    held = retention.rows_of(table.name, retention.kept(subject))
    if held is not None:
        query = query.where(~held)
    keys = list(table.model.__table__.primary_key)
    if after is not None:
        query = query.where(sa.tuple_(*keys) > sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(*keys).limit(BATCH).with_for_update(of=table.model.__table__)
    return session.execute(query).mappings().all()


def _erase(table: PersonalTable, subject: Subject, rows: Sequence[sa.RowMapping]) -> None:
    if not rows:
        return
    shredding.overwrite()
    if "sha256" in table.columns:
        loose_files.let_go(row["sha256"] for row in rows if row["sha256"])
    keys = list(table.model.__table__.primary_key)
    these = sa.tuple_(*keys).in_([_key(table, row) for row in rows])
    if table.rows_go:
        session.execute(sa.delete(table.model.__table__).where(these))
        return
    for_all, for_each = _values(table, subject)
    if for_each:
        _erase_each(table, subject, rows, for_each)
    if for_all:
        session.execute(sa.update(table.model.__table__).where(these).values(for_all))


def _erase_each(
    table: PersonalTable, subject: Subject, rows: Sequence[sa.RowMapping], values: dict[str, Each]
) -> None:
    keys = list(table.model.__table__.primary_key)
    statement = sa.update(table.model.__table__).where(
        *(key == sa.bindparam(f"key_{key.name}") for key in keys)
    )
    session.connection().execute(
        statement.values({name: sa.bindparam(f"to_{name}") for name in values}),
        [
            {f"key_{key.name}": row[key.name] for key in keys}
            | {f"to_{name}": each.of(subject, row) for name, each in values.items()}
            for row in rows
        ],
    )


def _values(table: PersonalTable, subject: Subject) -> tuple[dict[str, Any], dict[str, Each]]:
    """What takes the place of columns: the same for all rows, and what each row decides."""
    for_all, for_each = {}, {}
    for name, column in table.columns.items():
        if isinstance(column.erased, Each):
            for_each[name] = column.erased
        elif column.erased is not STAYS:
            erased = column.erased
            for_all[name] = erased(subject) if callable(erased) else erased
    return for_all, for_each


def _key(table: PersonalTable, row: sa.RowMapping) -> list[Any]:
    return [row[key.name] for key in table.model.__table__.primary_key]


def _finish(erasure: Erasure) -> None:
    left = retention.kept(subject_of(erasure.user))
    erasure.state = ErasureState.DONE
    erasure.done_at = clock.now()
    erasure.progress = {}
    erasure.kept = {"kept": retention.as_written(left)}
    erasure.again_on = retention.first_end(left)
    log.info("somebody was erased", extra={"erasure": erasure.id, "kept": len(left)})


def _came_back(erasure: Erasure) -> bool:
    """Somebody signs in at what had to stay: it is theirs again."""
    active = sa.select(User.id).where(
        User.customer_id == erasure.customer_id, User.disabled_at.is_(None)
    )
    return not erasure.customer.is_organisation and session.scalars(active).first() is not None
