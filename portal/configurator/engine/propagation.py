"""Following clauses to what they force, and undoing it: the inner loops of compiling and checking.

A literal is 2 × truth for "holds" and 2 × truth + 1 for "does not"; `literal ^ 1` is its opposite.
A truth's value is 0 while it is open, 1 when the literal holds and 2 when it does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.configurator.engine.kernel import FAST, integers, kernel


@dataclass
class Network:
    """Clauses laid out by literal, and what is assigned at the moment.

    Two-literal clauses are implications, longer ones are counted, groups (exactly one holds) are
    followed directly; the clause "at least one of the group" is among the longer ones.
    """

    truths: int
    fixed: tuple[Any, ...]
    values: Any
    trail: Any
    free: Any
    held: Any
    mark: Any

    @property
    def assigned(self) -> int:
        return int(self.mark[0])

    def assign(self, literals: Iterable[int]) -> bool:
        """Make the literals hold, and all that follows; False when they contradict."""
        for literal in literals:
            if not push(literal, self.values, self.trail, self.mark):
                return False
        return bool(
            propagate(*self.fixed, self.values, self.trail, self.free, self.held, self.mark)
        )

    def undo(self, size: int) -> None:
        """Forget all but the first `size` literals of the trail."""
        occurs_at, occurs = self.fixed[4:6]
        retract(size, occurs_at, occurs, self.values, self.trail, self.free, self.held, self.mark)

    def since(self, size: int) -> list[int]:
        """The literals that were assigned after the first `size`."""
        added = self.trail[size : self.assigned]
        return added.tolist() if FAST else added


def network(truths: int, clauses: Iterable[list[int]], groups: list[list[int]]) -> Network:
    """Lay out clauses (of two or more literals, no doubles) and groups."""
    implied: list[list[int]] = [[] for _ in range(2 * truths)]
    long: list[list[int]] = []
    for clause in clauses:
        if len(clause) == 2:
            one, other = clause
            implied[one ^ 1].append(other)
            implied[other ^ 1].append(one)
        else:
            long.append(clause)
    long += groups
    occurs: list[list[int]] = [[] for _ in range(2 * truths)]
    for number, clause in enumerate(long):
        for literal in clause:
            occurs[literal].append(number)
    member: list[list[int]] = [[] for _ in range(2 * truths)]
    for number, group in enumerate(groups):
        for literal in group:
            member[literal].append(number)
    fixed = (*_laid(implied), *_laid(long), *_laid(occurs), *_laid(member), *_laid(groups))
    kinds = np.int8 if FAST else None
    values = np.zeros(2 * truths, dtype=kinds) if FAST else [0] * (2 * truths)
    return Network(
        truths=truths,
        fixed=fixed,
        values=values,
        trail=integers([0] * (truths + 1)),
        free=integers([len(clause) for clause in long]),
        held=integers([0] * len(long)),
        mark=integers([0, 0]),
    )


def _laid(lists: list[list[int]]) -> tuple[Any, Any]:
    starts = np.zeros(len(lists) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in lists], out=starts[1:])
    flat = [item for each in lists for item in each]
    return integers(starts), integers(flat)


@kernel
def push(literal, values, trail, mark):
    """Note that a literal holds; False when its opposite does already."""
    if values[literal] == 1:
        return True
    if values[literal] == 2:
        return False
    values[literal] = 1
    values[literal ^ 1] = 2
    trail[mark[0]] = literal
    mark[0] += 1
    return True


@kernel
def propagate(
    implied_at,
    implied,
    long_at,
    long,
    occurs_at,
    occurs,
    member_at,
    member,
    group_at,
    group,
    values,
    trail,
    free,
    held,
    mark,
):
    """Follow all that is noted but not yet followed. Counters stay exact even on a conflict."""
    fine = True
    while fine and mark[1] < mark[0]:
        literal = trail[mark[1]]
        mark[1] += 1
        opposite = literal ^ 1
        for at in range(occurs_at[literal], occurs_at[literal + 1]):
            held[occurs[at]] += 1
        for at in range(implied_at[literal], implied_at[literal + 1]):
            then = implied[at]
            if values[then] != 1 and not push(then, values, trail, mark):
                fine = False
        for at in range(member_at[literal], member_at[literal + 1]):
            number = member[at]
            for place in range(group_at[number], group_at[number + 1]):
                other = group[place]
                if other != literal and not push(other ^ 1, values, trail, mark):
                    fine = False
        for at in range(occurs_at[opposite], occurs_at[opposite + 1]):
            clause = occurs[at]
            free[clause] -= 1
            if held[clause] == 0 and free[clause] <= 1:
                forced = -1
                satisfied = False
                for place in range(long_at[clause], long_at[clause + 1]):
                    value = values[long[place]]
                    if value == 1:
                        satisfied = True
                        break
                    if value == 0:
                        forced = long[place]
                if not satisfied:
                    if forced == -1:
                        fine = False
                    else:
                        push(forced, values, trail, mark)
    return fine


@kernel
def retract(size, occurs_at, occurs, values, trail, free, held, mark):
    """Take back all assignments but the first `size`, the counters with them."""
    while mark[0] > size:
        mark[0] -= 1
        literal = trail[mark[0]]
        values[literal] = 0
        values[literal ^ 1] = 0
        if mark[1] > mark[0]:
            mark[1] = mark[0]
            for at in range(occurs_at[literal], occurs_at[literal + 1]):
                held[occurs[at]] -= 1
            opposite = literal ^ 1
            for at in range(occurs_at[opposite], occurs_at[opposite + 1]):
                free[occurs[at]] += 1
