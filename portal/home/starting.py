"""How a page begins: the tiles that domains offer, and what staff suggest to each segment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.home.layout import Place, Start
from portal.home.models import StartingLayout
from portal.manifest import Segment, Tile, domains

MOST_ASKED = 200
"""So many customers are asked in turn for one who is in a segment."""


def tiles() -> dict[str, Tile]:
    """What the domains offer, by name, in the order they propose."""
    every = [tile for domain in domains() for tile in domain.home_tiles]
    return {tile.name: tile for tile in sorted(every, key=lambda tile: tile.order)}


def offered() -> list[str]:
    return list(tiles())


def segments() -> list[Segment]:
    every = [segment for domain in domains() for segment in domain.segments]
    return sorted(every, key=lambda segment: segment.order)


def segment_of(user: Any) -> Segment | None:
    return next((segment for segment in segments() if segment.holds(user)), None)


def start_for(user: Any) -> Start:
    """The suggestion to this person. Only who has a segment with a layout needs to be placed."""
    if session.scalar(select(StartingLayout.segment).limit(1)) is None:
        return proposed()
    segment = segment_of(user)
    return start_of(segment) if segment else proposed()


def start_of(segment: Segment) -> Start:
    kept = kept_for(segment)
    return Start.read(kept.tiles) if kept else proposed()


def kept_for(segment: Segment) -> StartingLayout | None:
    return session.get(StartingLayout, segment.name)


def proposed() -> Start:
    """Without any word from staff: all, as the domains are ordered."""
    return Start(tuple(Place(name, tile.is_wide) for name, tile in tiles().items()))


@atomic()
def suggest(segment: Segment, start: Start, *, by: User) -> None:
    """Let the pages of a segment begin like this. What people chose themselves stays."""
    kept = kept_for(segment) or StartingLayout(segment=segment.name)
    kept.tiles = start.kept()
    kept.changed_at, kept.changed_by_id = clock.now(), by.id
    session.add(kept)


@atomic()
def forget(segment: Segment) -> None:
    """Let the pages of a segment begin as the domains are ordered."""
    if kept := kept_for(segment):
        session.delete(kept)


def sample(segment: Segment) -> User | None:
    """Who registered last of those in the segment."""
    latest: Sequence[User] = session.scalars(
        select(User)
        .options(joinedload(User.customer))
        .where(User.role.is_(None), User.disabled_at.is_(None))
        .order_by(User.id.desc())
        .limit(MOST_ASKED)
    ).all()
    return next((user for user in latest if segment_of(user) == segment), None)
