"""A solver for clauses under assumptions: yes with a model, no with the assumptions to blame."""

import time
from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np

from portal.configurator.engine import learning
from portal.configurator.engine.formula import Formula
from portal.configurator.engine.kernel import FAST, integers
from portal.configurator.engine.lessons import ASSIGNED, CLAUSES, FRONT, NUMBERS, STAMP

SLICE = 200 if not FAST else 5_000
MOST_LEARNED = 2_000_000
FEW = 12


class OutOfTime(RuntimeError):
    """There is no answer within the time; any answer would be a guess."""


class Solver:
    """Literals are 2 × truth for true and 2 × truth + 1 for false."""

    def __init__(self, truths: int, clauses: Iterable[Sequence[int]]):
        self.truths = 0
        self.contradictory = False
        self.core: list[int] = []
        self.head = integers([])
        self.value = integers([])
        self.at = integers([0, 0])
        self.lits = integers([])
        self.after = integers([])
        self.numbers = integers([0] * NUMBERS)
        self._per_truth(max(truths, 1))
        clauses = [list(clause) for clause in clauses]
        self._room(sum(map(len, clauses)) + 1000, len(clauses) + 200)
        for clause in clauses:
            self.add(clause)
        self.given = int(self.numbers[CLAUSES])

    def _per_truth(self, count: int) -> None:
        """Space for so many truths; called again, it adds to what there is."""
        old, self.truths = self.truths, count
        more = count - old
        if not old:
            self.queue_before = integers([0] * (count + 1))
            self.queue_after = integers([0] * (count + 1))
        self.head = _grown(self.head, 2 * more, -1)
        self.value = _grown(self.value, 2 * more, 0)
        for name in (
            "trail",
            "begins",
            "level",
            "reason",
            "phase",
            "seen",
            "learned",
            "core_space",
        ):
            extra = more + 2 if not old else more
            array = getattr(self, name, integers([]))
            setattr(self, name, _grown(array, extra, 1 if name == "phase" else 0))
        order = [count, *range(count)]
        for one, other in zip(order, [*order[1:], count], strict=True):
            if old:
                break
            self.queue_after[one] = other
            self.queue_before[other] = one
        if old:
            self._requeue()
        self.queue_time = integers(list(range(count)))
        self.numbers[STAMP] = count
        self.numbers[FRONT] = count - 1

    def _requeue(self) -> None:
        order = [self.truths, *range(self.truths)]
        self.queue_before = integers([0] * (self.truths + 1))
        self.queue_after = integers([0] * (self.truths + 1))
        for one, other in zip(order, [*order[1:], self.truths], strict=True):
            self.queue_after[one] = other
            self.queue_before[other] = one

    def _room(self, literals: int, clauses: int) -> None:
        self.lits = _grown(self.lits, literals, 0)
        self.at = _grown(self.at, clauses, 0)
        self.after = _grown(self.after, 2 * clauses + 4, 0)

    def copy(self) -> "Solver":
        """The same clauses, learned ones too, to add to without touching this one."""
        self._back()
        twin = copy(self)
        for name, value in vars(self).items():
            if hasattr(value, "copy"):
                setattr(twin, name, value.copy())
        return twin

    def new_truths(self, count: int) -> int:
        """Add truths; the number of the first."""
        self._back()
        first = self.truths
        self._per_truth(self.truths + count)
        return first

    def add(self, clause: Iterable[int]) -> None:
        """One more clause; it holds in all later searches."""
        self._back()
        literals = []
        for literal in set(clause):
            if self.value[literal] == 1 or literal ^ 1 in literals:
                return
            if self.value[literal] == 0:
                literals.append(literal)
        if not literals:
            self.contradictory = True
            return
        if len(literals) == 1:
            self._note(literals[0])
            return
        number = int(self.numbers[CLAUSES])
        start = int(self.at[number])
        if start + len(literals) >= len(self.lits) - 2 or number + 4 > len(self.at):
            self._room(len(self.lits) + len(literals), len(self.at))
        for place, literal in enumerate(literals):
            self.lits[start + place] = literal
        self.at[number + 1] = start + len(literals)
        self.numbers[CLAUSES] = number + 1
        learning.watch(number, self.at, self.lits, self.head, self.after)

    def _note(self, literal: int) -> None:
        learning.note(literal, -1, self.value, self.trail, self.level, self.reason, self.numbers)
        failing = learning.follow(
            self.at, self.lits, self.head, self.after, self.value, self.trail, self.level,
            self.reason, self.numbers,
        )  # fmt: skip
        if failing != -1:
            self.contradictory = True

    def _back(self) -> None:
        learning.back(
            0, self.value, self.trail, self.begins, self.phase, self.queue_time, self.numbers
        )

    def solve(self, assumptions: Sequence[int] = (), *, until: float = float("inf")) -> bool:
        """Whether a model exists in which the assumptions hold.

        After True, `holds` tells the model; after False, `core` the assumptions that cannot hold
        together. Raises OutOfTime at `until` (by time.monotonic).
        """
        self._back()
        if self.contradictory:
            self.core = []
            return False
        assumed = integers(list(assumptions) or [0])
        while True:
            answer, size = learning.search(
                assumed, len(assumptions), SLICE, self.at, self.lits, self.head, self.after,
                self.value, self.trail, self.begins, self.level, self.reason, self.phase,
                self.seen, self.learned, self.core_space, self.queue_before, self.queue_after,
                self.queue_time, self.numbers,
            )  # fmt: skip
            if answer == learning.YES:
                return True
            if answer == learning.NO:
                self.core = [int(each) for each in self.core_space[:size]]
                self.contradictory = not size
                return False
            if size:
                self._make_room()
            if time.monotonic() > until:
                raise OutOfTime

    def _make_room(self) -> None:
        """Double the space for what is learned; past a limit, forget the long clauses instead."""
        if len(self.lits) < MOST_LEARNED:
            self._room(len(self.lits), len(self.at))
            return
        kept = []
        for clause in range(int(self.numbers[CLAUSES])):
            literals = self.lits[int(self.at[clause]) : int(self.at[clause + 1])]
            if clause < self.given or len(literals) <= FEW:
                kept.append([int(each) for each in literals])
        self.numbers[CLAUSES] = 0
        for literal in range(2 * self.truths):
            self.head[literal] = -1
        given, self.given = self.given, 0
        for clause in kept:
            self.add(clause)
        self.given = min(given, int(self.numbers[CLAUSES]))

    def holds(self, literal: int) -> bool:
        """Whether the literal holds in the model that was found last."""
        return bool(self.value[literal] == 1)

    def prefer(self, literals: np.ndarray) -> None:
        """Try these literals before their opposites."""
        if FAST:
            self.phase[literals >> 1] = literals & 1
            return
        for literal in literals.tolist():
            self.phase[literal >> 1] = literal & 1

    @property
    def assigned(self) -> int:
        return int(self.numbers[ASSIGNED])


def code(literal: int) -> int:
    """A formula's literal (3, -3) as the solver counts them."""
    return 2 * literal - 2 if literal > 0 else -2 * literal - 1


def solver_of(formula: Formula) -> Solver:
    """A solver for all clauses and groups of the formula."""
    clauses = [[code(literal) for literal in clause] for clause in formula.clauses]
    truths = formula.truths
    for group in formula.groups:
        literals = [code(literal) for literal in group]
        clauses.append(literals)
        more, fresh = at_most_one(literals, truths)
        clauses += more
        truths += fresh
    return Solver(truths, clauses)


def at_most_one(literals: list[int], truths: int) -> tuple[list[list[int]], int]:
    """Clauses that let one literal hold at most, and how many truths from `truths` on they use."""
    clauses: list[list[int]] = []
    fresh = 0
    while len(literals) > 8:
        bundle, literals = literals[:6], literals[6:]
        helper = 2 * (truths + fresh)
        fresh += 1
        clauses += [[one ^ 1, helper] for one in bundle]
        clauses += _pairs(bundle)
        literals.append(helper)
    return clauses + _pairs(literals), fresh


def _pairs(literals: list[int]) -> list[list[int]]:
    return [[one ^ 1, other ^ 1] for at, one in enumerate(literals) for other in literals[at + 1 :]]


def _grown(array: object, more: int, fill: int) -> object:
    if FAST:
        return np.concatenate([array, np.full(more, fill, np.int32)])
    return [*array, *([fill] * more)]
