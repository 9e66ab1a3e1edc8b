"""The walks themselves, node by node, for machine code. Children come before their parents."""

from portal.configurator.engine.kernel import kernel

NO_WAY = float(2**51)


@kernel
def can(allowed, rows, child, either, value):
    leaves = len(allowed)
    for node in range(leaves):
        value[node] = allowed[node]
    for node in range(leaves, len(either)):
        if either[node]:
            found = 0
            for at in range(rows[node], rows[node + 1]):
                if value[child[at]]:
                    found = 1
                    break
            value[node] = found
        else:
            found = 1
            for at in range(rows[node], rows[node + 1]):
                if not value[child[at]]:
                    found = 0
                    break
            value[node] = found
    return value[len(either) - 1] == 1


@kernel
def spread(rows, child, either, value, live, leaves):
    live[len(either) - 1] = 1
    for node in range(len(either) - 1, leaves - 1, -1):
        if live[node] == 0:
            continue
        if either[node]:
            for at in range(rows[node], rows[node + 1]):
                if value[child[at]]:
                    live[child[at]] = 1
        else:
            for at in range(rows[node], rows[node + 1]):
                live[child[at]] = 1


@kernel
def add(cost, rows, child, either, total):
    leaves = len(cost)
    for node in range(leaves):
        total[node] = cost[node]
    for node in range(leaves, len(either)):
        if either[node]:
            least = NO_WAY
            for at in range(rows[node], rows[node + 1]):
                if total[child[at]] < least:
                    least = total[child[at]]
            total[node] = least
        else:
            sum_of = 0.0
            for at in range(rows[node], rows[node + 1]):
                sum_of += total[child[at]]
            total[node] = min(sum_of, NO_WAY)


@kernel
def share(rows, child, either, total, rest, leaves):
    for node in range(len(either) - 1, leaves - 1, -1):
        if rest[node] >= NO_WAY or total[node] >= NO_WAY:
            continue
        if either[node]:
            for at in range(rows[node], rows[node + 1]):
                if rest[node] < rest[child[at]]:
                    rest[child[at]] = rest[node]
        else:
            whole = rest[node] + total[node]
            for at in range(rows[node], rows[node + 1]):
                cost = whole - total[child[at]]
                if cost < rest[child[at]]:
                    rest[child[at]] = cost


@kernel
def choose(rows, child, either, total, chosen, leaves):
    chosen[len(either) - 1] = 1
    for node in range(len(either) - 1, leaves - 1, -1):
        if chosen[node] == 0:
            continue
        if either[node]:
            for at in range(rows[node], rows[node + 1]):
                if total[child[at]] == total[node]:
                    chosen[child[at]] = 1
                    break
        else:
            for at in range(rows[node], rows[node + 1]):
                chosen[child[at]] = 1
