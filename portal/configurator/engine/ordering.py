"""In which order to branch: the truths that hold the rules together first.

Truths are taken by unit (a group of which exactly one holds, or one truth alone). Units that a
clause has in common are neighbours. Eliminating units with few new neighbours first, and branching
in the opposite order, cuts the rules into independent parts early.
"""

import heapq
from math import log2

from portal.configurator.engine.simplifying import Simplified

MOST_FOR_FILL = 3_000


def units_of(small: Simplified) -> tuple[list[int], list[list[int]]]:
    """The unit of each truth, and the literals of each unit that is a group ([] for one truth)."""
    unit = [-1] * small.truths
    members: list[list[int]] = []
    for group in sorted(small.groups, key=len, reverse=True):
        if any(unit[literal >> 1] >= 0 for literal in group):
            continue
        for literal in group:
            unit[literal >> 1] = len(members)
        members.append(group)
    for truth in range(small.truths):
        if unit[truth] < 0:
            unit[truth] = len(members)
            members.append([])
    return unit, members


def ranks(small: Simplified, unit: list[int], members: list[list[int]]) -> list[int]:
    """For each truth, how early to branch on it: the highest first."""
    neighbours: list[set[int]] = [set() for _ in members]
    for clause in {
        tuple(sorted({unit[literal >> 1] for literal in clause}))
        for clause in (*small.clauses, *small.groups)
    }:
        for each in clause:
            neighbours[each].update(clause)
    for number, each in enumerate(neighbours):
        each.discard(number)
    weight = [log2(max(len(group), 2)) for group in members]
    order = _eliminate(neighbours, weight)
    place = {number: rank for rank, number in enumerate(order)}
    return [place[unit[truth]] for truth in range(small.truths)]


def _eliminate(neighbours: list[set[int]], weight: list[float]) -> list[int]:
    """Cheapest first: the unit whose removal joins the fewest neighbours."""
    cost = _fill if len(neighbours) <= MOST_FOR_FILL else _degree
    heap = [(cost(each, neighbours, weight), each) for each in range(len(neighbours))]
    heapq.heapify(heap)
    gone = [False] * len(neighbours)
    order = []
    while heap:
        known, each = heapq.heappop(heap)
        if gone[each]:
            continue
        now = cost(each, neighbours, weight)
        if now > known:
            heapq.heappush(heap, (now, each))
            continue
        gone[each] = True
        order.append(each)
        around = neighbours[each]
        for one in around:
            neighbours[one] |= around
            neighbours[one].discard(one)
            neighbours[one].discard(each)
        if cost is _fill:
            for one in around:
                heapq.heappush(heap, (cost(one, neighbours, weight), one))
    return order


def _fill(each: int, neighbours: list[set[int]], weight: list[float]) -> tuple[float, float]:
    around = neighbours[each]
    missing = sum(len(around - neighbours[one]) - 1 for one in around)
    return (missing, sum(weight[one] for one in around))


def _degree(each: int, neighbours: list[set[int]], weight: list[float]) -> tuple[float, float]:
    return (sum(weight[one] for one in neighbours[each]), 0.0)
