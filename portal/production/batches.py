"""A long file of the shop floor, taken over by a worker: some rows at a time, each for itself.

A batch is one transaction that holds its rows and how far the file is. So a worker that dies leaves
whole batches behind, the next one goes on where it stopped, and two at once take turns. A row that
is wrong keeps nothing of itself, is listed, and does not hold up the others.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.jobs import sweep
from portal.production.importing import Line, play_alone, rows_of
from portal.production.models import FloorImport

BATCH = 50
BATCHES_AT_ONCE = 20
MOST_ROWS = 20_000
MOST_LISTED = 500
KEPT = timedelta(days=30)
Row = tuple[int, Mapping[str, str]]


@atomic()
def begin(text: str, *, by: User) -> FloorImport:
    """Take the file in. The same file again, while it is under way, is the same import."""
    rows = rows_of(text, most=MOST_ROWS)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    same = _going_on().where(FloorImport.sha256 == sha256)
    if known := session.scalars(same).first():
        return known
    taken = FloorImport(
        sha256=sha256, source=text, rows=len(rows), lines={"wrong": []}, by_id=by.id
    )
    try:
        with session.begin_nested():
            session.add(taken)
    except IntegrityError:  # a colleague gave it in at the same moment
        return session.scalars(same).one()
    return taken


@sweep(every=timedelta(seconds=2))
def take_over_files() -> int:
    """Some batches of what waits, the oldest file first."""
    done = 0
    for import_id in session.scalars(_going_on().with_only_columns(FloorImport.id)).all():
        if done == BATCHES_AT_ONCE:
            break
        rows = rows_in(import_id)
        while done < BATCHES_AT_ONCE and take_batch(import_id, rows):
            done += 1
    return done


def rows_in(import_id: int) -> Sequence[Row]:
    """All rows of the file, read once for many batches; none when its text is forgotten."""
    source = session.scalar(select(FloorImport.source).where(FloorImport.id == import_id))
    return rows_of(source, most=MOST_ROWS) if source else []


@atomic()
def take_batch(import_id: int, rows: Sequence[Row]) -> bool:
    """The next of the file's rows. False when there were none left."""
    taken = session.get(FloorImport, import_id)
    if taken is None:
        return False
    lock(taken)
    if not taken.is_going_on:
        return False
    now = rows[taken.done : taken.done + BATCH]
    wrong = [line for number, row in now if (line := play_alone(number, row, taken.by)).wrong]
    taken.done += len(now)
    taken.wrong += len(wrong)
    taken.lines = {"wrong": [*taken.lines["wrong"], *map(_kept, wrong)][:MOST_LISTED]}
    if taken.done >= taken.rows:
        taken.finished_at, taken.source = clock.now(), ""
    session.flush()
    return True


@sweep(every=timedelta(hours=6))
@atomic()
def forget_files() -> int:
    old = FloorImport.finished_at < clock.now() - KEPT
    return session.execute(delete(FloorImport).where(old)).rowcount


def latest() -> list[FloorImport]:
    return list(session.scalars(select(FloorImport).order_by(FloorImport.id.desc()).limit(10)))


def _going_on() -> Select[tuple[FloorImport]]:
    return select(FloorImport).where(FloorImport.finished_at.is_(None)).order_by(FloorImport.id)


def _kept(line: Line) -> list[object]:
    return [line.number, line.order, line.wrong]
