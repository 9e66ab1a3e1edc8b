"""One step of arranging: what it makes of somebody's choices, and what to say about it. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portal.home.layout import MOST_SHOWN, Own, Place, Start, begun, full_order, laid_out
from portal.web.languages import lazy


class Move(StrEnum):
    EARLIER = "earlier"
    LATER = "later"
    WIDER = "wider"
    NARROWER = "narrower"
    HIDE = "hide"
    SHOW = "show"
    RENAME = "rename"
    PIN = "pin"
    UNPIN = "unpin"


@dataclass(frozen=True)
class Step:
    """What is asked: `count` places at once when a tile was dragged, `title` to rename."""

    tile: str
    move: Move
    count: int = 1
    title: str = ""


class NotPossible(Exception):
    """This step would change nothing, or the page is full; `sentence` says so, with the tile's
    `%(name)s`."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


GONE = lazy("%(name)s is not on your page.")
FULL = lazy("%(name)s does not fit: your page holds %(most)s tiles. Hide one first.")
CANNOT: Mapping[Move, Any] = {
    Move.EARLIER: lazy("%(name)s cannot stand earlier."),
    Move.LATER: lazy("%(name)s cannot stand later."),
    Move.WIDER: lazy("%(name)s is wide already."),
    Move.NARROWER: lazy("%(name)s is narrow already."),
    Move.HIDE: lazy("%(name)s is hidden already."),
    Move.SHOW: lazy("%(name)s is on your page already."),
    Move.RENAME: lazy("%(name)s keeps its name."),
    Move.PIN: lazy("%(name)s is pinned already."),
    Move.UNPIN: lazy("%(name)s is not pinned."),
}
DONE: Mapping[Move, Any] = {
    Move.EARLIER: lazy("%(name)s moved to %(place)s of %(count)s."),
    Move.LATER: lazy("%(name)s moved to %(place)s of %(count)s."),
    Move.WIDER: lazy("%(name)s is wide now."),
    Move.NARROWER: lazy("%(name)s is narrow now."),
    Move.HIDE: lazy("%(name)s is hidden."),
    Move.SHOW: lazy("%(name)s is on your page."),
    Move.RENAME: lazy("The tile is called %(name)s now."),
    Move.PIN: lazy("%(name)s is pinned to the top."),
    Move.UNPIN: lazy("%(name)s is no longer pinned."),
}


def stepped(
    step: Step, own: Own, start: Start, offered: Sequence[str], filled: Container[str]
) -> Own:
    """The choices after this step. Tiles that show nothing now (not `filled`) are jumped over, so
    that each step is one that can be seen. Raises NotPossible."""
    everything = laid_out(start, own, offered)
    page = everything.of(filled)
    place = page.place(step.tile) or everything.place(step.tile)
    own = begun(own, start, offered)
    if step.move is Move.SHOW:
        return _shown(step, own, place, is_full=len(page.shown) >= MOST_SHOWN)
    if place is None:
        raise NotPossible(CANNOT[Move.HIDE] if step.move is Move.HIDE else GONE)
    if step.move in (Move.EARLIER, Move.LATER):
        order = full_order(start, own, offered)
        return replace(own, order=_reordered(step, order, list(page.shown)))
    return _marked(step, own, place)


def _shown(step: Step, own: Own, place: Place | None, *, is_full: bool) -> Own:
    if place is not None and not is_full:
        raise NotPossible(CANNOT[Move.SHOW])
    if is_full:
        raise NotPossible(FULL)
    return replace(own, shown={**own.shown, step.tile: True})


def _reordered(step: Step, order: list[str], shown: list[Place]) -> tuple[str, ...]:
    """Pinned tiles stay before the others: each moves among its like."""
    names = [place.name for place in shown]
    if step.tile not in names:
        raise NotPossible(CANNOT[step.move])
    mine = shown[names.index(step.tile)]
    among = [place.name for place in shown if place.is_pinned == mine.is_pinned]
    at = among.index(step.tile)
    is_earlier = step.move is Move.EARLIER
    to = max(0, at - step.count) if is_earlier else min(len(among) - 1, at + step.count)
    if to == at:
        raise NotPossible(CANNOT[step.move])
    order.remove(step.tile)
    order.insert(order.index(among[to]) + (0 if is_earlier else 1), step.tile)
    return tuple(order)


def _marked(step: Step, own: Own, place: Place) -> Own:
    name, move = step.tile, step.move
    if move is Move.HIDE:
        return replace(own, shown={**own.shown, name: False})
    if move in (Move.WIDER, Move.NARROWER):
        if place.is_wide is (move is Move.WIDER):
            raise NotPossible(CANNOT[move])
        return replace(own, wide={**own.wide, name: not place.is_wide})
    if move is Move.RENAME:
        if step.title == place.title:
            raise NotPossible(CANNOT[move])
        others = {each: title for each, title in own.titles.items() if each != name}
        return replace(own, titles=others | ({name: step.title} if step.title else {}))
    if place.is_pinned is (move is Move.PIN):
        raise NotPossible(CANNOT[move])
    others = tuple(each for each in own.pinned if each != name)
    return replace(own, pinned=others if place.is_pinned else (*others, name))
