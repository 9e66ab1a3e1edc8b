"""Making an option fit: which choices to change, fewest first, then cheapest."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from portal.configurator.answers import Build, Choices
from portal.configurator.compiled import Compiled
from portal.configurator.completing import cheapest
from portal.configurator.engine.passes import NO_WAY
from portal.configurator.faults import NoBuild
from portal.configurator.model import Pick


@dataclass(frozen=True)
class Change:
    """`was` becomes `now`; in a multi group `now` may be to be without it."""

    was: Pick
    now: Pick


@dataclass(frozen=True)
class Repair:
    """`choices` are the customer's after the changes. Differences are to the cheapest build of the
    choices before; None when those did not fit together. `proven`: no smaller repair exists."""

    pick: Pick
    changes: tuple[Change, ...]
    choices: Choices
    build: Build
    price: int | None
    days: int | None
    proven: bool = True


def repairs(compiled: Compiled, choices: Choices, pick: Pick, *, limit: int = 3) -> list[Repair]:
    """The best ways to have the pick, none of which changes more than it must.

    Each keeps something that the ones before it change. Empty when no build has the pick at all.
    """
    wanted = compiled.lowered.value_of[pick][0]
    kept = tuple(each for each in choices if compiled.lowered.value_of[each][0] != wanted)
    before = _before(compiled, choices)
    found: list[Repair] = []
    for values, proven in _by_cost(compiled, kept, pick):
        repair = _repair(compiled, kept, pick, values, proven, before)
        if not any(set(other.changes) <= set(repair.changes) for other in found):
            found.append(repair)
        if len(found) == limit or not repair.changes:
            break
    return found


def _before(compiled: Compiled, choices: Choices) -> Build | None:
    try:
        return cheapest(compiled, choices)
    except NoBuild:
        return None


def _repair(
    compiled: Compiled,
    kept: Choices,
    pick: Pick,
    values: np.ndarray,
    proven: bool,
    before: Build | None,
) -> Repair:
    changes = tuple(_changes(compiled, kept, values))
    now = {change.was: change.now for change in changes}
    choices = compiled.choices([*(now.get(each, each) for each in kept), pick])
    build = compiled.build(values, proven=proven)
    return Repair(
        pick=pick,
        changes=changes,
        choices=choices,
        build=build,
        price=build.price.minor - before.price.minor if before else None,
        days=build.days - before.days if before else None,
        proven=proven,
    )


def _changes(compiled: Compiled, kept: Choices, values: np.ndarray) -> Iterator[Change]:
    for was in kept:
        low, high = compiled.span(was)
        now = compiled.lowered.picks[low + int(np.argmax(values[low:high] == 1))]
        if now != was:
            yield Change(was, now)


def _by_cost(compiled: Compiled, kept: Choices, pick: Pick) -> Iterator[tuple[np.ndarray, bool]]:
    """Solutions from the cheapest on, cut into what keeps each change and what forbids it."""
    cost = compiled.changing(kept)
    low, high = compiled.span(pick)
    price = cost[compiled.place_of[pick]]
    cost[low:high] = NO_WAY
    cost[compiled.place_of[pick]] = price
    tie = count()
    heap: list[tuple[float, int, np.ndarray, np.ndarray, bool]] = []

    def consider(costs: np.ndarray) -> None:
        total, values, proven = compiled.engine.cheapest(costs)
        if total < NO_WAY:
            heapq.heappush(heap, (total, next(tie), costs, values, proven))

    consider(cost)
    while heap:
        _, _, costs, values, proven = heapq.heappop(heap)
        yield values, proven
        costs = costs.copy()
        for change in list(_changes(compiled, kept, values)):
            place = compiled.place_of[change.now]
            without = costs.copy()
            without[place] = NO_WAY
            consider(without)
            low, high = compiled.span(change.now)
            price = costs[place]
            costs[low:high] = NO_WAY
            costs[place] = price
