"""Tables and sums as layered decision diagrams: one layer a variable, equal remainders shared.

A diagram is a list of layers; a layer is a list of nodes; a node maps each value that can go on to
the number of a node in the next layer. The first layer has one node; behind the last there is one
accepting end. No node is a dead end.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from portal.configurator.engine.problem import Sum, Table

Diagram = list[list[dict[int, int]]]

MOST_NODES = 60_000


class TooFine(ValueError):
    """The sum has too many different totals to be compared exactly in bounded space."""


def of_table(table: Table, sizes: Sequence[int]) -> tuple[tuple[int, ...], Diagram]:
    """The variables in the order of the diagram's layers, and the diagram.

    The order decides the size, so a few are tried. A table without rows allows nothing.
    """
    rows = np.asarray(sorted(set(table.rows)), dtype=np.int64)
    if not len(rows):
        rows = rows.reshape(0, len(table.variables))
    best = None
    for order in _orders(rows, [sizes[each] for each in table.variables]):
        diagram = _reduced(rows[:, order])
        if best is None or _edges(diagram) < _edges(best[1]):
            best = tuple(table.variables[each] for each in order), diagram
    variables, diagram = best
    if table.allowed:
        return variables, diagram
    return variables, _complement(diagram, [sizes[each] for each in variables])


def of_sum(total: Sum) -> tuple[tuple[int, ...], Diagram]:
    """Sums that end the same way from here on share a node, so the width stays small."""
    lows = [*accumulate((min(each) for each in reversed(total.weights)), initial=0)][::-1]
    highs = [*accumulate((max(each) for each in reversed(total.weights)), initial=0)][::-1]
    layers: list[dict[int, dict[int, int]]] = []
    reached = {0}
    nodes = 0
    for number, weights in enumerate(total.weights):
        lowest, highest = lows[number + 1], highs[number + 1]
        layer: dict[int, dict[int, int]] = {}
        for so_far in sorted(reached):
            onward = {value: so_far + weight for value, weight in enumerate(weights)}
            layer[so_far] = {
                value: _bounded(then, total, lowest, highest)
                for value, then in onward.items()
                if (total.high is None or then + lowest <= total.high)
                and (total.low is None or then + highest >= total.low)
            }
        layers.append(layer)
        reached = {then for node in layer.values() for then in node.values()}
        nodes += len(reached)
        if nodes > MOST_NODES:
            raise TooFine
    return total.variables, _merged(layers)


def _bounded(then: int, total: Sum, lowest: int, highest: int) -> int:
    """A total from which nothing can go wrong any more stands for all such totals."""
    safe_above = total.high is None or then + highest <= total.high
    safe_below = total.low is None or then + lowest >= total.low
    if safe_above and safe_below:
        return (total.high - highest) if total.high is not None else (total.low - lowest)
    return then


def _merged(layers: list[dict[int, dict[int, int]]]) -> Diagram:
    """Layers keyed by any state, made into numbered nodes with dead ends and doubles removed."""
    diagram: Diagram = []
    number_of: dict[int, int] | None = None
    for layer in reversed(layers):
        seen: dict[tuple, int] = {}
        numbers: dict[int, int] = {}
        for state, node in layer.items():
            edges = tuple(
                (value, 0 if number_of is None else number_of[then])
                for value, then in node.items()
                if number_of is None or then in number_of
            )
            if edges:
                numbers[state] = seen.setdefault(edges, len(seen))
        diagram.append([dict(edges) for edges in seen])
        number_of = numbers
    return diagram[::-1]


def _reduced(rows: np.ndarray) -> Diagram:
    """The smallest diagram of these rows for their order of columns."""
    count, width = rows.shape
    if count == 0:
        return [[] for _ in range(width)]
    order = np.lexsort(rows.T[::-1])
    rows = rows[order]
    differs = np.zeros(count, dtype=bool)
    differs[0] = True
    begins = []
    for column in range(width):
        begins.append(np.flatnonzero(differs))
        differs = differs.copy()
        differs[1:] |= rows[1:, column] != rows[:-1, column]
    begins.append(np.flatnonzero(differs))
    classes = np.zeros(len(begins[-1]), dtype=np.int64)
    diagram: Diagram = []
    for column in range(width - 1, -1, -1):
        values = rows[begins[column + 1], column]
        edges = np.stack([values, classes], axis=1)
        cuts = [*np.searchsorted(begins[column + 1], begins[column]).tolist(), len(edges)]
        seen: dict[bytes, int] = {}
        layer: list[dict[int, int]] = []
        classes = np.empty(len(begins[column]), dtype=np.int64)
        for place, (low, high) in enumerate(pairwise(cuts)):
            key = edges[low:high].tobytes()
            known = seen.get(key)
            if known is None:
                known = seen[key] = len(layer)
                layer.append({int(value): int(node) for value, node in edges[low:high]})
            classes[place] = known
        diagram.append(layer)
    return diagram[::-1]


def _complement(diagram: Diagram, sizes: Sequence[int]) -> Diagram:
    """Every combination that the diagram does not have."""
    layers: list[dict[int, dict[int, int]]] = []
    anything = -1
    last = len(sizes) - 1
    for depth, layer in enumerate(diagram):
        nodes = {
            number: {
                value: node.get(value, anything)
                for value in range(sizes[depth])
                if depth < last or value not in node
            }
            for number, node in enumerate(layer)
        }
        if depth or not layer:
            nodes[anything] = dict.fromkeys(range(sizes[depth]), anything)
        layers.append(nodes)
    return _merged(layers)


def _orders(rows: np.ndarray, sizes: list[int]) -> list[list[int]]:
    width = rows.shape[1]
    orders = [list(range(width)), sorted(range(width), key=lambda each: sizes[each])]
    if rows.size <= 400_000:
        orders.append(list(range(width))[::-1])
        orders.append(sorted(range(width), key=lambda each: -sizes[each]))
        orders.append(_greedy(rows))
    unique = []
    for order in orders:
        if order not in unique:
            unique.append(order)
    return unique


def _greedy(rows: np.ndarray) -> list[int]:
    """Take the column next that adds the fewest different beginnings."""
    left = list(range(rows.shape[1]))
    prefix = np.zeros(len(rows), dtype=np.int64)
    order = []
    while left:
        options = []
        for column in left:
            _, inverse = np.unique(
                prefix * (rows[:, column].max(initial=0) + 1) + rows[:, column],
                return_inverse=True,
            )
            options.append((inverse.max(initial=0), column, inverse))
        _, column, prefix = min(options, key=lambda option: option[:2])
        order.append(column)
        left.remove(column)
    return order


def _edges(diagram: Diagram) -> int:
    return sum(len(node) for layer in diagram for node in layer)
