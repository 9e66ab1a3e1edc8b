"""The loops of a solver that learns from its conflicts (CDCL), over plain arrays.

Clauses lie one behind the other in `lits`; clause c is lits[at[c]] to lits[at[c + 1] - 1] and is
watched through its first two literals. `head[literal]` starts the list of clauses that watch it;
`after[2 * c + place]` is the next one. `value[literal]` is 0 open, 1 true, 2 false. `numbers` holds
what changes: see the names below.
"""

from portal.configurator.engine.kernel import kernel
from portal.configurator.engine.lessons import (
    ASSIGNED,
    CLAUSES,
    FOLLOWED,
    FRONT,
    LEVELS,
    analyse,
    blame,
)

UNKNOWN, YES, NO = 0, 1, 2


@kernel
def watch(clause, at, lits, head, after):
    """Put a clause of two or more literals on the lists of its first two."""
    first = lits[at[clause]]
    second = lits[at[clause] + 1]
    after[2 * clause] = head[first]
    head[first] = 2 * clause
    after[2 * clause + 1] = head[second]
    head[second] = 2 * clause + 1


@kernel
def note(literal, why, value, trail, level, reason, numbers):
    """The literal holds from now on, because of a clause (-1: decided)."""
    value[literal] = 1
    value[literal ^ 1] = 2
    truth = literal >> 1
    level[truth] = numbers[LEVELS]
    reason[truth] = why
    trail[numbers[ASSIGNED]] = literal
    numbers[ASSIGNED] += 1


@kernel
def follow(at, lits, head, after, value, trail, level, reason, numbers):
    """Note all that follows; returns a clause that fails, or -1."""
    while numbers[FOLLOWED] < numbers[ASSIGNED]:
        false = trail[numbers[FOLLOWED]] ^ 1
        numbers[FOLLOWED] += 1
        before = -1
        here = head[false]
        while here != -1:
            clause = here >> 1
            begin, end = at[clause], at[clause + 1]
            mine = begin + (here & 1)
            other = lits[begin + 1 - (here & 1)]
            then = after[here]
            if value[other] == 1:
                before = here
                here = then
                continue
            found = -1
            for place in range(begin + 2, end):
                if value[lits[place]] != 2:
                    found = place
                    break
            if found != -1:
                lits[mine] = lits[found]
                lits[found] = false
                if before == -1:
                    head[false] = then
                else:
                    after[before] = then
                after[here] = head[lits[mine]]
                head[lits[mine]] = here
                here = then
                continue
            if value[other] == 2:
                numbers[FOLLOWED] = numbers[ASSIGNED]
                return clause
            note(other, clause, value, trail, level, reason, numbers)
            before = here
            here = then
    return -1


@kernel
def back(to, value, trail, begins, phase, queue_time, numbers):
    """Undo all decisions behind the first `to`."""
    if numbers[LEVELS] <= to:
        return
    size = begins[to]
    while numbers[ASSIGNED] > size:
        numbers[ASSIGNED] -= 1
        literal = trail[numbers[ASSIGNED]]
        value[literal] = 0
        value[literal ^ 1] = 0
        phase[literal >> 1] = literal & 1
        if queue_time[literal >> 1] > queue_time[numbers[FRONT]]:
            numbers[FRONT] = literal >> 1
    numbers[FOLLOWED] = size
    numbers[LEVELS] = to


@kernel
def search(
    assumed, count, conflicts, at, lits, head, after, value, trail, begins, level, reason,
    phase, seen, learned, core, queue_before, queue_after, queue_time, numbers,
):  # fmt: skip
    """Look for a model under the first `count` of `assumed`, for so many conflicts at most.

    Returns (YES, 0), (NO, size of the core) or (UNKNOWN, 0); UNKNOWN also when `lits` is full.
    """
    since = 0
    limit = 100
    while True:
        failing = follow(at, lits, head, after, value, trail, level, reason, numbers)
        if failing != -1:
            if numbers[LEVELS] == 0:
                return NO, 0
            size = analyse(
                failing, at, lits, value, trail, level, reason, seen, learned, numbers,
                queue_before, queue_after, queue_time,
            )  # fmt: skip
            to = level[learned[1] >> 1] if size > 1 else 0
            back(to, value, trail, begins, phase, queue_time, numbers)
            why = -1
            if size > 1:
                why = numbers[CLAUSES]
                start = at[why]
                if start + size > len(lits) - 2 or why + 3 > len(at):
                    back(0, value, trail, begins, phase, queue_time, numbers)
                    return UNKNOWN, 1
                for place in range(size):
                    lits[start + place] = learned[place]
                at[why + 1] = start + size
                numbers[CLAUSES] += 1
                watch(why, at, lits, head, after)
            note(learned[0], why, value, trail, level, reason, numbers)
            conflicts -= 1
            since += 1
            continue
        if conflicts <= 0:
            back(0, value, trail, begins, phase, queue_time, numbers)
            return UNKNOWN, 0
        if since >= limit:
            since = 0
            limit += limit // 10
            back(min(count, numbers[LEVELS]), value, trail, begins, phase, queue_time, numbers)
        decision = -1
        while numbers[LEVELS] < count:
            literal = assumed[numbers[LEVELS]]
            if value[literal] == 2:
                return NO, blame(
                    literal, assumed, at, lits, trail, level, reason, seen, core, numbers, begins
                )
            if value[literal] == 0:
                decision = literal
                break
            begins[numbers[LEVELS]] = numbers[ASSIGNED]
            numbers[LEVELS] += 1
        if decision == -1:
            root = len(queue_time)
            truth = numbers[FRONT]
            while truth != root and value[2 * truth] != 0:
                truth = queue_before[truth]
            if truth == root:
                return YES, 0
            numbers[FRONT] = truth
            decision = 2 * truth + phase[truth]
        begins[numbers[LEVELS]] = numbers[ASSIGNED]
        numbers[LEVELS] += 1
        note(decision, -1, value, trail, level, reason, numbers)
