"""What the configurator answers."""

from dataclasses import dataclass
from typing import NamedTuple

from portal.configurator.model import Pick
from portal.money import Money

Choices = tuple[Pick, ...]


class Offer(NamedTuple):
    """One option as it stands to the choices made so far.

    `fits`: it can be picked, with no other choice changed (its own group's is replaced).
    `undecided`: not known in time; shown as not selectable. `changes`: how many other choices
    would have to change. `best`: the least total price with it, after that many changes.
    """

    pick: Pick
    fits: bool
    chosen: bool
    undecided: bool = False
    changes: int | None = None
    best: Money | None = None


@dataclass(frozen=True)
class Build:
    """A complete build: every group decided."""

    picks: Choices
    price: Money
    days: int
    grams: int
    proven: bool = True


@dataclass(frozen=True)
class Range:
    """From the least to the most that the remaining builds cost and take; `proven` if exact."""

    least: Money
    most: Money
    soonest: int
    latest: int
    proven: bool = True
