"""The door for every mail that comes in: kept first, read second, filed third.

Once `receive` returns, the mail is safe whatever it is: its bytes are on disk and a row names
them. What cannot be filed now is tried again by a sweep, three times, and then waits for staff.
"""

import hashlib
import logging
import re
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.database import atomic, lock, session
from portal.filestore import FileStore
from portal.messages import reading, routing
from portal.messages.models import UNFILED, InboundMail, InboundState
from portal.messages.once import insert_once
from portal.messages.routing import Outcome, Receipt, Routed
from portal.reading import safe_text

__all__ = ["Outcome", "Receipt", "Routed", "file_away", "file_what_waits", "receive"]

log = logging.getLogger(__name__)
MOST_BYTES_KEPT = 64 * 2**20
MOST_TRIES = 3
FIRST_WAIT = timedelta(minutes=1)
LEFT_ALONE_AFTER = timedelta(minutes=2)
"""Whoever received it had that long to file it; after that they are gone."""
_HEADERS_END = re.compile(rb"\r?\n\r?\n")


def receive(raw: bytes, *, envelope_to: str = "", return_path: str = "") -> Receipt:
    """Take in one mail as it came from the mail server, and say what became of it.

    Raises only while the mail is not kept yet; the mail server then holds on to it.
    """
    raw = raw[:MOST_BYTES_KEPT]
    sha256 = _files().add(raw)
    inbound = _register(sha256, raw, envelope_to, return_path)
    if inbound.state not in UNFILED:
        return Receipt(Outcome.DUPLICATE, inbound.reference, "The same mail came before")
    try:
        return file_away(inbound.id)
    except SQLAlchemyError:
        log.exception("a mail is kept but not filed yet", extra={"inbound": inbound.id})
        return Receipt(Outcome.QUARANTINED, None, "Kept; it will be filed later")


def file_away(inbound_id: int, *, is_released: bool = False) -> Receipt:
    """Read a kept mail and file it. `is_released`: staff say that it is a customer's mail."""
    inbound = session.get_one(InboundMail, inbound_id)
    try:
        mail = reading.read(_files().read(inbound.sha256))
        return routing.route(inbound_id, mail, is_released=is_released)
    except SQLAlchemyError:
        raise
    except reading.Unreadable as error:
        return _put_aside(inbound_id, f"It could not be read: {error}")
    except Exception as error:
        log.exception("a mail could not be filed", extra={"inbound": inbound_id})
        return _try_again_later(inbound_id, f"{type(error).__name__}: {error}")


def file_what_waits() -> int:
    """File what was kept but not filed: whoever received it died, or something failed."""
    now = clock.now()
    waiting = session.scalars(
        select(InboundMail.id)
        .where(InboundMail.state.in_(UNFILED), InboundMail.try_at <= now)
        .order_by(InboundMail.id)
        .limit(20)
    ).all()
    for inbound_id in waiting:
        if _claim(inbound_id):
            file_away(inbound_id)
    return len(waiting)


@atomic()
def _register(sha256: str, raw: bytes, envelope_to: str, return_path: str) -> InboundMail:
    """The mail's row: the one that is there when the mail server brings it a second time."""
    envelope_to = safe_text.line(envelope_to, 250)
    headers_end = _HEADERS_END.search(raw)
    body = raw[headers_end.end() :] if headers_end else raw
    insert_once(
        InboundMail,
        unique=["sha256", "envelope_to"],
        sha256=sha256,
        body_sha256=hashlib.sha256(body).hexdigest(),
        size=len(raw),
        envelope_to=envelope_to,
        return_path=safe_text.line(return_path, 250),
        try_at=clock.now() + LEFT_ALONE_AFTER,
    )
    query = select(InboundMail).filter_by(sha256=sha256, envelope_to=envelope_to)
    return session.scalars(query).one()


@atomic()
def _claim(inbound_id: int) -> bool:
    """Take a go at filing it. A mail that makes whoever reads it disappear has three goes, too."""
    inbound = lock(session.get_one(InboundMail, inbound_id))
    now = clock.now()
    if inbound.state not in UNFILED or inbound.try_at is None or inbound.try_at > now:
        return False
    if inbound.attempts >= MOST_TRIES:
        routing.close(inbound, Routed(Outcome.QUARANTINED, "", "Reading it broke the reader"))
        return False
    inbound.attempts += 1
    inbound.try_at = now + FIRST_WAIT * 2**inbound.attempts
    return True


@atomic()
def _put_aside(inbound_id: int, reason: str) -> Receipt:
    inbound = lock(session.get_one(InboundMail, inbound_id))
    return routing.close(inbound, Routed(Outcome.QUARANTINED, "", reason))


@atomic()
def _try_again_later(inbound_id: int, error: str) -> Receipt:
    inbound = lock(session.get_one(InboundMail, inbound_id))
    reason = f"It could not be filed: {safe_text.line(error, 150)}"
    if inbound.attempts >= MOST_TRIES:
        return routing.close(inbound, Routed(Outcome.QUARANTINED, "", reason))
    inbound.state = InboundState.FAILED
    inbound.reason = reason
    inbound.try_at = clock.now() + FIRST_WAIT * 2**inbound.attempts
    return Receipt(Outcome.QUARANTINED, None, f"{reason}; it will be tried again")


def _files() -> FileStore:
    return current_app.extensions["portal_files"]
