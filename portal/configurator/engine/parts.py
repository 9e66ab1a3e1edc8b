"""Cutting what is left to build into parts that have nothing to do with each other."""

from dataclasses import dataclass

import numpy as np

from portal.configurator.engine.kernel import FAST, integers, kernel
from portal.configurator.engine.propagation import Network


@dataclass(frozen=True)
class Part:
    """What is left to build, apart from the rest: its truths, its mark, where to branch."""

    truths: list[int]
    key: tuple[int, int]
    branch: int


@dataclass
class Parts:
    """Cuts open truths into parts; holds the space this needs."""

    fixed: tuple
    values: object
    held: object
    rank: object
    dynamic: int
    marks: tuple
    seen_truth: object
    seen_clause: object
    truths: object
    begins: object
    first: object
    second: object
    branch: object
    stamp: object

    def of(self, truths: object) -> list[Part]:
        count = cut(
            truths,
            *self.fixed,
            self.values,
            self.held,
            self.rank,
            self.dynamic,
            *self.marks,
            self.seen_truth,
            self.seen_clause,
            self.truths,
            self.begins,
            self.first,
            self.second,
            self.branch,
            self.stamp,
        )
        return [
            Part(
                truths=self.truths[self.begins[each] : self.begins[each + 1]].copy(),
                key=(int(self.first[each]), int(self.second[each])),
                branch=int(self.branch[each]),
            )
            for each in range(count)
        ]


def parts_of(net: Network, rank: list[int], dynamic: int) -> Parts:
    """A cutter for the network, with marks by which equal parts are known again."""
    long = len(net.held)
    rng = np.random.default_rng(7)
    marks = rng.integers(1, 2**62, size=(2, net.truths + long), dtype=np.int64)
    return Parts(
        fixed=net.fixed[:6],
        values=net.values,
        held=net.held,
        rank=integers(rank),
        dynamic=dynamic,
        marks=tuple(each if FAST else each.tolist() for each in marks),
        seen_truth=integers([0] * net.truths),
        seen_clause=integers([0] * long),
        truths=integers([0] * (net.truths + 1)),
        begins=integers([0] * (net.truths + 2)),
        first=np.zeros(net.truths + 1, np.int64) if FAST else [0] * (net.truths + 1),
        second=np.zeros(net.truths + 1, np.int64) if FAST else [0] * (net.truths + 1),
        branch=integers([0] * (net.truths + 1)),
        stamp=integers([0]),
    )


@kernel
def cut(
    open_truths,
    implied_at,
    implied,
    long_at,
    long,
    occurs_at,
    occurs,
    values,
    held,
    rank,
    dynamic,
    mark_one,
    mark_two,
    seen_truth,
    seen_clause,
    truths,
    begins,
    first,
    second,
    branch,
    stamp,
):
    """Write the connected parts of the open truths to the arrays; return how many there are.

    Truths that no open clause holds are in no part: both of their values are builds.
    """
    stamp[0] += 1
    now = stamp[0]
    count_truths = len(rank)
    parts = 0
    end = 0
    for start in open_truths:
        if values[2 * start] != 0 or seen_truth[start] == now:
            continue
        begin = end
        seen_truth[start] = now
        truths[end] = start
        end += 1
        at = begin
        one = 0
        two = 0
        best = -1
        best_score = -1
        held_by = 0
        while at < end:
            truth = truths[at]
            at += 1
            one ^= mark_one[truth]
            two ^= mark_two[truth]
            touching = 0
            for literal in (2 * truth, 2 * truth + 1):
                for place in range(implied_at[literal], implied_at[literal + 1]):
                    other = implied[place] >> 1
                    if values[2 * other] == 0:
                        touching += 1
                        if seen_truth[other] != now:
                            seen_truth[other] = now
                            truths[end] = other
                            end += 1
                for place in range(occurs_at[literal], occurs_at[literal + 1]):
                    clause = occurs[place]
                    if held[clause] != 0:
                        continue
                    touching += 1
                    if seen_clause[clause] == now:
                        continue
                    seen_clause[clause] = now
                    one ^= mark_one[count_truths + clause]
                    two ^= mark_two[count_truths + clause]
                    for spot in range(long_at[clause], long_at[clause + 1]):
                        other = long[spot] >> 1
                        if values[2 * other] == 0 and seen_truth[other] != now:
                            seen_truth[other] = now
                            truths[end] = other
                            end += 1
            held_by += touching
            score = rank[truth] + dynamic * touching
            if score > best_score:
                best_score = score
                best = truth
        if held_by == 0:
            end = begin
            continue
        begins[parts] = begin
        first[parts] = one
        second[parts] = two
        branch[parts] = best
        parts += 1
        begins[parts] = end
    return parts
