"""What stands on somebody's page, and where: their own choices over the suggestion. Pure.

What is kept may name tiles that no domain offers now, or be damaged: it is passed over, and counts
again when the tile comes back.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MOST_SHOWN = 8
LONGEST_TITLE = 40


@dataclass(frozen=True)
class Place:
    """A tile on the page."""

    name: str
    is_wide: bool = False
    title: str = ""
    """The person's own name for it."""
    is_pinned: bool = False


@dataclass(frozen=True)
class Start:
    """The suggestion: what stands on the page, in order, and what was left out on purpose."""

    places: tuple[Place, ...]
    left_out: frozenset[str] = frozenset()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Start":
        pairs = [each for each in _list(kept, "shown") if isinstance(each, list) and len(each) == 2]
        places = tuple(Place(name, is_wide is True) for name, is_wide in pairs if _is_name(name))
        return cls(places, frozenset(_names(kept, "left_out")))

    def kept(self) -> dict[str, Any]:
        shown = [[place.name, place.is_wide] for place in self.places]
        return {"shown": shown, "left_out": sorted(self.left_out)}

    def place(self, name: str) -> Place | None:
        return next((place for place in self.places if place.name == name), None)


@dataclass(frozen=True)
class Own:
    """What a person chose, each by itself: what they did not touch follows the suggestion."""

    shown: Mapping[str, bool] = field(default_factory=dict)
    wide: Mapping[str, bool] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    pinned: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    """Empty until they first move a tile: from then on the order is theirs."""
    known: tuple[str, ...] = ()
    """The tiles there were at their first choice: a newer one is announced to them, not put in."""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Own":
        return cls(
            shown=_marks(kept, "shown", bool),
            wide=_marks(kept, "wide", bool),
            titles=_marks(kept, "titles", str),
            pinned=tuple(_names(kept, "pinned")),
            order=tuple(_names(kept, "order")),
            known=tuple(_names(kept, "known")),
        )

    def kept(self) -> dict[str, Any]:
        """For the database: only what was chosen, so that no choice at all is {}."""
        every = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: list(value) if isinstance(value, tuple) else dict(value)
            for name, value in every.items()
            if value
        }


@dataclass(frozen=True)
class Layout:
    """The page: `shown` in order, what was `put_away`, and what is `new` and waits to be added."""

    shown: tuple[Place, ...]
    put_away: tuple[str, ...]
    new: tuple[str, ...]

    def of(self, filled: Container[str]) -> "Layout":
        """Without the tiles that have nothing to show now, and no more than fit."""
        shown = [place for place in self.shown if place.name in filled]
        over = [place.name for place in shown[MOST_SHOWN:]]
        put_away = [*over, *self.put_away]
        return Layout(
            tuple(shown[:MOST_SHOWN]),
            tuple(name for name in put_away if name in filled),
            tuple(name for name in self.new if name in filled),
        )

    @property
    def names(self) -> list[str]:
        return [place.name for place in self.shown]

    def place(self, name: str) -> Place | None:
        return next((place for place in self.shown if place.name == name), None)


def laid_out(start: Start, own: Own, offered: Sequence[str]) -> Layout:
    """The page of somebody with these choices, of the tiles that are offered now."""
    order = [name for name in full_order(start, own, offered) if name in offered]
    stands = {name: _stands(name, start, own) for name in order}
    shown = [_place(name, start, own) for name in order if stands[name]]
    rest = [name for name in order if not stands[name]]
    new = tuple(name for name in rest if _is_new(name, start, own))
    pinned_first = sorted(shown, key=lambda place: not place.is_pinned)
    return Layout(tuple(pinned_first), tuple(name for name in rest if name not in new), new)


def begun(own: Own, start: Start, offered: Sequence[str]) -> Own:
    """From the first choice on it counts what there was then."""
    if own.kept():
        return own
    new = laid_out(start, own, offered).new
    return replace(own, known=tuple(name for name in offered if name not in new))


def full_order(start: Start, own: Own, offered: Sequence[str]) -> list[str]:
    """The order of all: their own, with what came later behind what it follows elsewhere."""
    suggested = [place.name for place in start.places]
    suggested += [name for name in offered if name not in suggested]
    if not own.order:
        return suggested
    order = list(dict.fromkeys(own.order))
    for index, name in enumerate(suggested):
        if name not in order:
            before = [each for each in suggested[:index] if each in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, name)
    return order


def _stands(name: str, start: Start, own: Own) -> bool:
    if name in own.shown:
        return own.shown[name]
    if own.known and name not in own.known:
        return False
    return start.place(name) is not None


def _is_new(name: str, start: Start, own: Own) -> bool:
    if name in own.shown:
        return False
    if own.known:
        return name not in own.known
    return name not in start.left_out and start.place(name) is None


def _place(name: str, start: Start, own: Own) -> Place:
    suggested = start.place(name) or Place(name)
    return Place(
        name,
        own.wide.get(name, suggested.is_wide),
        own.titles.get(name, ""),
        name in own.pinned,
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str)


def _list(kept: Mapping[str, Any], key: str) -> list[Any]:
    found = kept.get(key)
    return found if isinstance(found, list) else []


def _names(kept: Mapping[str, Any], key: str) -> list[str]:
    return [name for name in _list(kept, key) if _is_name(name)]


def _marks(kept: Mapping[str, Any], key: str, kind: type) -> dict[str, Any]:
    found = kept.get(key)
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, kind)}
