"""Solved concerns that are like another one. For staff alone: they are other customers' words.

Each worker has an index of its own, begun from the bytes the last one left, and adds what was
solved since. What is found is kept beside the concern, so that no page ever waits for the index.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, literal, select, tuple_

from portal import clock
from portal.database import atomic, session
from portal.learning import reading
from portal.learning.encoding import encoder
from portal.learning.models import SimilarIndex, SimilarTicket, Unread
from portal.tickets import spam
from portal.tickets.models import Ticket
from portal.triage.encoders import OtherEncoder
from portal.triage.packing import NotPacked
from portal.triage.reasons import SMALL
from portal.triage.similar import Similar
from portal.triage.wording import cleaned, folded, words_of

log = logging.getLogger(__name__)
MOST = 5
LOOKED_AT = 15
"""More than are shown: some may have been reopened since."""
MOST_INDEXED = 100_000
TOO_MANY = 120_000
"""Then it begins anew with the latest."""
AT_ONCE = 1_000
OVERLAP = timedelta(minutes=10)
"""A verb that began before our look may end after it."""
LEAST_SHARED, LEAST_SHARE = 2, 0.15
SHORTEST = 4
LEFT_EVERY = timedelta(hours=6)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Index:
    """What this worker knows. `through`: solved until then; `unread`: those erased until then."""

    texts: Similar
    through: datetime = BEGINNING
    unread: datetime = BEGINNING
    left: datetime = field(default_factory=clock.now)


def find(ticket: Ticket, text: str) -> Sequence[int]:
    """Ids of the most similar solved ones, the best first; none before `keep_up`."""
    index: Index | None = current_app.extensions.get("portal_similar")
    if index is None:
        return []
    ids = [match.key for match in index.texts.like(text, limit=LOOKED_AT, but={ticket.id})]
    solved = set(session.scalars(select(Ticket.id).where(Ticket.id.in_(ids), _is_shown())))
    if index.texts.encoder is None:
        solved &= {each for each, other in reading.texts_of(ids).items() if are_alike(text, other)}
    return [each for each in ids if each in solved][:MOST]


def are_alike(one: str, other: str) -> bool:
    """Enough words in common that say something. Without meanings the best match of an index may
    still be a bad one, and nothing is better than that."""
    here, there = telling_words(one), telling_words(other)
    shared = len(here & there)
    return shared >= LEAST_SHARED and shared >= LEAST_SHARE * min(len(here), len(there))


def telling_words(text: str) -> set[str]:
    words = {folded(word) for word in words_of(cleaned(text))}
    return {word for word in words - SMALL if len(word) >= SHORTEST}


@atomic()
def keep(ticket: Ticket) -> int:
    """Find them again, and keep them beside the concern. Its row is locked by who calls."""
    text = reading.text_of(ticket)
    found = find(ticket, text) if text else []
    session.execute(delete(SimilarTicket).where(SimilarTicket.ticket_id == ticket.id))
    session.add_all(
        SimilarTicket(ticket_id=ticket.id, place=place, other_id=other)
        for place, other in enumerate(found)
    )
    return len(found)


def keep_up() -> int:
    """Add what was solved and drop who is erased; returns how many came in. A long way is gone in
    steps, so that the worker gets to its other work in between."""
    index: Index | None = current_app.extensions.get("portal_similar")
    if index is None or len(index.texts) > TOO_MANY:
        index = current_app.extensions["portal_similar"] = _begun(anew=index is not None)
    _forget(index)
    return _add(index, most=AT_ONCE)


@atomic()
def leave() -> bool:
    """Leave the bytes for the next worker, now and then."""
    index = current_app.extensions.get("portal_similar")
    if index is None or index.left > clock.now() - LEFT_EVERY or not len(index.texts):
        return False
    newer = select(SimilarIndex.id).where(SimilarIndex.through >= index.through)
    erased = select(Unread.ticket_id).where(Unread.at > index.unread)
    index.left = clock.now()
    if session.scalars(newer.limit(1)).first() or session.scalars(erased.limit(1)).first():
        return False
    session.execute(delete(SimilarIndex))
    session.add(
        SimilarIndex(packed=index.texts.to_bytes(), through=index.through, texts=len(index.texts))
    )
    return True


def _begun(*, anew: bool) -> Index:
    left = (
        None
        if anew
        else session.execute(
            select(SimilarIndex.packed, SimilarIndex.through)
            .order_by(SimilarIndex.id.desc())
            .limit(1)
        ).first()
    )
    if left is not None:
        try:
            return Index(Similar.from_bytes(left.packed, encoder()), left.through)
        except (NotPacked, OtherEncoder):
            log.warning("the index of similar concerns is made anew")
    return Index(Similar(encoder()), max(_oldest(), BEGINNING + OVERLAP))


def _forget(index: Index) -> None:
    rows = session.execute(
        select(Unread.ticket_id, Unread.at).where(Unread.at >= index.unread).order_by(Unread.at)
    )
    for ticket_id, at in rows:
        index.texts.remove(ticket_id)
        index.unread = at


def _add(index: Index, *, most: int) -> int:
    """Those solved since, `most` at a time; what is in it already is passed over."""
    place, added = (index.through - OVERLAP, 0), 0
    while added < most:
        rows = session.execute(
            select(Ticket.id, Ticket.solved_at)
            .where(tuple_(Ticket.solved_at, Ticket.id) > tuple_(*map(literal, place)), _is_shown())
            .order_by(Ticket.solved_at, Ticket.id)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            break
        new = [row.id for row in rows if row.id not in index.texts]
        texts = reading.texts_of(new)
        index.texts.add_all((each, texts[each]) for each in new if each in texts)
        added += len(new)
        place = (rows[-1].solved_at, rows[-1].id)
        index.through = max(index.through, rows[-1].solved_at)
    return added


def _oldest() -> datetime:
    """From when on they are in it: the latest MOST_INDEXED."""
    solved = select(Ticket.solved_at).where(Ticket.solved_at.is_not(None))
    latest = solved.order_by(Ticket.solved_at.desc(), Ticket.id.desc())
    return session.scalar(latest.offset(MOST_INDEXED).limit(1)) or BEGINNING


def _is_shown() -> ColumnElement[bool]:
    return (
        Ticket.solved_at.is_not(None)
        & Ticket.merged_into_id.is_(None)
        & ~spam.IS_SPAM
        & Ticket.id.not_in(select(Unread.ticket_id))
    )
