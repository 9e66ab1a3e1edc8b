"""Copies as workers make them: claimed, made beside the database, handed in, and thrown away."""

import logging
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.filestore import FileStore
from portal.messages.ledger import post
from portal.privacy import loose_files, mails
from portal.privacy.export import write_copy
from portal.privacy.models import CopyState, DataCopy

log = logging.getLogger(__name__)
KEPT = timedelta(days=7)
LEASE = timedelta(minutes=15)
MOST_TRIES = 3
AT_ONCE = 5


def make_what_waits() -> int:
    """Make the copies that were asked for; returns how many."""
    clear_away()
    waiting = sa.select(DataCopy.id).where(_can_be_taken()).order_by(DataCopy.id).limit(AT_ONCE)
    made = 0
    for copy_id in session.scalars(waiting).all():
        attempt = secrets.token_hex(16)
        if _claim(copy_id, attempt):
            made += _make(copy_id, attempt)
    return made


def throw_away_old() -> int:
    """Delete copies that are over; their files go with them."""
    gone = _let_go_of_old()
    loose_files.discard()
    return gone


def clear_away() -> None:
    """What a worker that died has left half made."""
    if not _workshop().exists():
        return
    at_work = set(session.scalars(sa.select(DataCopy.attempt).where(_is_being_made())))
    for folder in _workshop().iterdir():
        if folder.name not in at_work:
            shutil.rmtree(folder, ignore_errors=True)


def _make(copy_id: int, attempt: str) -> bool:
    folder = _workshop() / attempt
    folder.mkdir(parents=True)
    try:
        copy = session.get_one(DataCopy, copy_id)
        path = write_copy(session.get_one(User, copy.user_id), folder)
        size = path.stat().st_size
        return _hand_in(copy_id, attempt, _store().adopt(path), size)
    except Exception:
        log.exception("a copy could not be made", extra={"copy": copy_id})
        _give_up(copy_id, attempt)
        return False
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@atomic()
def _claim(copy_id: int, attempt: str) -> bool:
    claimed = session.execute(
        sa.update(DataCopy)
        .where(DataCopy.id == copy_id, _can_be_taken())
        .values(
            attempt=attempt,
            claimed_until=clock.now() + LEASE,
            attempts=DataCopy.attempts + 1,
        )
    )
    return claimed.rowcount == 1


@atomic()
def _hand_in(copy_id: int, attempt: str, sha256: str, size: int) -> bool:
    """Offer it, on the page and by mail. An earlier copy of theirs goes."""
    copy = session.get(DataCopy, copy_id)
    if copy is None or lock(copy).attempt != attempt or not copy.user.is_active:
        loose_files.let_go([sha256])
        return False
    copy.state = CopyState.READY
    copy.sha256, copy.size = sha256, size
    copy.attempt = copy.claimed_until = None
    copy.ready_at = clock.now()
    copy.expires_at = copy.ready_at + KEPT
    session.flush()
    _throw_away(sa.and_(DataCopy.user_id == copy.user_id, DataCopy.id < copy.id))
    post(mails.copy_ready(copy))
    return True


@atomic()
def _give_up(copy_id: int, attempt: str) -> None:
    """Try again a little later, three times in all."""
    copy = session.get(DataCopy, copy_id)
    if copy is None or lock(copy).attempt != attempt:
        return
    copy.attempt = None
    if copy.attempts >= MOST_TRIES:
        copy.state = CopyState.FAILED
        copy.claimed_until = None
    else:
        copy.claimed_until = clock.now() + timedelta(minutes=1)


@atomic()
def _let_go_of_old() -> int:
    return _throw_away(DataCopy.expires_at <= clock.now())


def _throw_away(which: sa.ColumnElement[bool]) -> int:
    files = session.scalars(
        sa.select(DataCopy.sha256).where(which, DataCopy.sha256.is_not(None))
    ).all()
    loose_files.let_go(files)
    return session.execute(sa.delete(DataCopy).where(which)).rowcount


def _can_be_taken() -> sa.ColumnElement[bool]:
    is_free = sa.or_(DataCopy.claimed_until.is_(None), DataCopy.claimed_until <= clock.now())
    return sa.and_(DataCopy.state == CopyState.WAITING, is_free)


def _is_being_made() -> sa.ColumnElement[bool]:
    return sa.and_(
        DataCopy.state == CopyState.WAITING,
        DataCopy.attempt.is_not(None),
        DataCopy.claimed_until > clock.now(),
    )


def _workshop() -> Path:
    return current_app.extensions["portal_settings"].data / "copies-in-the-making"


def _store() -> FileStore:
    return current_app.extensions["portal_files"]
