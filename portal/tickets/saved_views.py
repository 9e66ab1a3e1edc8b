"""Views with a name: the queue's filters as somebody keeps them, for themselves or for the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select

from portal.access import Actor, Role
from portal.database import atomic, lock, session
from portal.tickets.view_models import SavedView

LONGEST_NAME = 60
MOST = 50
MOST_PINNED = 12
v = SavedView.__table__.c


class TooManyViews(Exception):
    """Nobody finds anything among more."""


@atomic()
def save(name: str, *, filters: str, by: Actor) -> SavedView:
    """Keep these filters under a name; the same name again keeps the new filters."""
    own = select(SavedView).where(SavedView.owner_id == by.id)
    known = session.scalars(own.where(SavedView.name == name)).first()
    if known is not None:
        lock(known).filters = filters
        return known
    count, last = session.execute(
        select(func.count(), func.coalesce(func.max(SavedView.position), 0)).where(
            SavedView.owner_id == by.id
        )
    ).one()
    if count >= MOST:
        raise TooManyViews(name)
    view = SavedView(owner_id=by.id, name=name, filters=filters, position=last + 1)
    session.add(view)
    session.flush()
    return view


@atomic()
def rename(view: SavedView, *, name: str) -> None:
    lock(view).name = name


@atomic()
def pin(view: SavedView, *, is_pinned: bool) -> None:
    """Let it stand in the desk's list, or only on the page of all views."""
    lock(view).is_pinned = is_pinned


@atomic()
def share(view: SavedView, *, is_shared: bool) -> None:
    """Show it to everybody at the desk, or to its maker alone."""
    lock(view).is_shared = is_shared


@atomic()
def move_up(view: SavedView) -> None:
    """Before the one that stands above it among its maker's views."""
    lock(view)
    views = list(
        session.scalars(
            select(SavedView)
            .where(SavedView.owner_id == view.owner_id)
            .order_by(SavedView.position, SavedView.id)
        )
    )
    at = views.index(view)
    if at:
        views[at - 1], views[at] = views[at], views[at - 1]
    for position, each in enumerate(views, start=1):
        each.position = position


@atomic()
def delete(view: SavedView) -> None:
    session.delete(lock(view))


def seen_by(user: Any) -> Select[tuple[SavedView]]:
    """Their own first, then what others share."""
    return (
        select(SavedView)
        .where(_seen_by(user))
        .order_by(SavedView.owner_id != user.id, SavedView.position, SavedView.id)
        .limit(2 * MOST)
    )


def pinned_for(user: Any) -> Sequence[Row[tuple[int, str, str]]]:
    """Id, name and filters of what stands in the desk's list."""
    return session.connection().execute(PINNED, {"me": user.id}).all()


def changeable_by(user: Any) -> Select[tuple[SavedView]]:
    """Their own; leads also change what is shared."""
    is_theirs = SavedView.owner_id == user.id
    if may_share(user):
        return select(SavedView).where(or_(is_theirs, SavedView.is_shared))
    return select(SavedView).where(is_theirs)


def may_share(user: Any) -> bool:
    return user.role in (Role.LEAD, Role.ADMIN)


def _seen_by(user: Any) -> ColumnElement[bool]:
    return or_(SavedView.owner_id == user.id, SavedView.is_shared)


PINNED = (
    select(v.id, v.name, v.filters)
    .where(v.is_pinned, or_(v.owner_id == bindparam("me"), v.is_shared))
    .order_by(v.owner_id != bindparam("me"), v.position, v.id)
    .limit(MOST_PINNED)
)
