"""What a conflict teaches: a clause that rules it out, or the assumptions that are to blame.

The arrays are those of `learning`; the names below are the places of `numbers`.
"""

from portal.configurator.engine.kernel import kernel

ASSIGNED, FOLLOWED, LEVELS, CLAUSES, FRONT, STAMP = 0, 1, 2, 3, 4, 5
NUMBERS = 6


@kernel
def bump(truth, queue_before, queue_after, queue_time, value, numbers):
    """Move a truth to the end of the queue, from where decisions are taken."""
    last = queue_before[len(queue_time)]
    if last == truth:
        return
    one = queue_before[truth]
    other = queue_after[truth]
    queue_after[one] = other
    queue_before[other] = one
    root = len(queue_time)
    queue_after[last] = truth
    queue_before[truth] = last
    queue_after[truth] = root
    queue_before[root] = truth
    numbers[STAMP] += 1
    queue_time[truth] = numbers[STAMP]
    if value[2 * truth] == 0:
        numbers[FRONT] = truth


@kernel
def analyse(
    conflict, at, lits, value, trail, level, reason, seen, learned, numbers,
    queue_before, queue_after, queue_time,
):  # fmt: skip
    """Write the clause that the conflict teaches to `learned`; returns its length.

    Its first literal is the one it forces; the second is of the highest level among the others.
    """
    size = 1
    open_here = 0
    place = numbers[ASSIGNED] - 1
    literal = -1
    clause = conflict
    while True:
        for spot in range(at[clause], at[clause + 1]):
            other = lits[spot]
            truth = other >> 1
            if other == literal or seen[truth] or level[truth] == 0:
                continue
            seen[truth] = 1
            if level[truth] == numbers[LEVELS]:
                open_here += 1
            else:
                learned[size] = other
                size += 1
        while not seen[trail[place] >> 1]:
            place -= 1
        literal = trail[place]
        place -= 1
        seen[literal >> 1] = 0
        open_here -= 1
        bump(literal >> 1, queue_before, queue_after, queue_time, value, numbers)
        if open_here == 0:
            break
        clause = reason[literal >> 1]
    learned[0] = literal ^ 1
    kept = 1
    for spot in range(1, size):
        other = learned[spot]
        why = reason[other >> 1]
        needed = why == -1
        if not needed:
            for each in range(at[why], at[why + 1]):
                truth = lits[each] >> 1
                if truth != other >> 1 and not seen[truth] and level[truth] > 0:
                    needed = True
                    break
        if needed:
            learned[kept], learned[spot] = other, learned[kept]
            kept += 1
    for spot in range(1, size):
        seen[learned[spot] >> 1] = 0
    highest = 1
    for spot in range(2, kept):
        if level[learned[spot] >> 1] > level[learned[highest] >> 1]:
            highest = spot
    if kept > 1:
        learned[1], learned[highest] = learned[highest], learned[1]
    return kept


@kernel
def blame(failed, assumed, at, lits, trail, level, reason, seen, core, numbers, begins):
    """The assumptions that make the literal `failed` false, as they were assumed; their count."""
    size = 1
    core[0] = failed
    if numbers[LEVELS] == 0 or level[failed >> 1] == 0:
        return size
    seen[failed >> 1] = 1
    for place in range(numbers[ASSIGNED] - 1, begins[0] - 1, -1):
        truth = trail[place] >> 1
        if not seen[truth]:
            continue
        seen[truth] = 0
        why = reason[truth]
        if why == -1:
            if trail[place] != failed:
                core[size] = trail[place]
                size += 1
        else:
            for spot in range(at[why], at[why + 1]):
                other = lits[spot] >> 1
                if other != truth and level[other] > 0:
                    seen[other] = 1
    return size
