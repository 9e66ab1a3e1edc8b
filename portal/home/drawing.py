"""Drawing a page made of other domains' parts: one that fails, or is slow, never takes the page
with it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import render_template
from markupsafe import Markup

from portal.database import session
from portal.home.layout import Place
from portal.manifest import Tile, Turn, domains

log = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Content:
    """What a tile has to show: its context, or that it failed, or that it comes by itself."""

    tile: Tile
    context: dict[str, Any] = field(default_factory=dict)
    has_failed: bool = False
    is_coming: bool = False


@dataclass(frozen=True)
class Drawn:
    """A tile as it stands on the page."""

    place: Place
    content: Content
    inside: Markup

    @property
    def title(self) -> str:
        return self.place.title or self.content.tile.title


def contents(tiles: Iterable[Tile], user: Any) -> dict[str, Content]:
    """What these tiles have to show, by name, without those that have nothing."""
    found = ((tile.name, content(tile, user, wait=False)) for tile in tiles)
    return {name: each for name, each in found if each is not None}


def content(tile: Tile, user: Any, *, wait: bool = True) -> Content | None:
    """None when it has nothing to show. A slow one is not asked unless we `wait`."""
    if tile.is_slow and not wait:
        return Content(tile, is_coming=True)
    try:
        context = tile.context(user)
    except Exception:
        return _failed(tile)
    return None if context is None else Content(tile, context)


def drawn(place: Place, of: Content) -> Drawn:
    if of.has_failed or of.is_coming:
        return Drawn(place, of, Markup())
    try:
        return Drawn(place, of, Markup(render_template(of.tile.template, **of.context)))
    except Exception:
        return Drawn(place, _failed(of.tile), Markup())


def most_urgent_turn(user: Any) -> Turn | None:
    """The one thing that waits for them, of all that waits."""
    turns = _said(user, [turn for domain in domains() for turn in domain.turns])
    return max(turns, key=lambda turn: turn.urgency, default=None)


def statuses(user: Any) -> list[str]:
    return _said(user, [status for domain in domains() for status in domain.statuses])


def _said(user: Any, asked: list[Callable[[Any], Found | None]]) -> list[Found]:
    found = []
    for ask in asked:
        try:
            found.append(ask(user))
        except Exception:
            log.exception("a part of the page failed: %s", ask)
            session.rollback()
    return [each for each in found if each]


def _failed(tile: Tile) -> Content:
    """The next tile must not find a transaction that is broken, or objects half changed."""
    log.exception("a tile failed: %s", tile.name)
    session.rollback()
    return Content(tile, has_failed=True)
