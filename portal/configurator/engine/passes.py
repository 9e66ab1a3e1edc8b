"""One walk up the graph and one down answer for every value at once.

| question | of a leaf | alternatives | joins |
|---|---|---|---|
| can it be built | allowed | any | all |
| least cost | its cost | least | sum |
| earliest day | its day | least | greatest |
| how many builds | 1 or 0 | sum | product |

Costs are whole numbers held in floats, exact below 2^50; from NO_WAY on there is no build.
"""

import numpy as np

from portal.configurator.engine.graph import Graph
from portal.configurator.engine.kernel import FAST
from portal.configurator.engine.walks import NO_WAY, add, can, choose, share, spread


class Walker:
    """Walks one graph. Keeps what does not change between walks; safe to share between threads."""

    def __init__(self, graph: Graph, *, fast: bool = FAST):
        self.graph = graph
        self.fast = fast
        self.void = graph.void
        self.still = len(graph.start) == 1
        nodes = graph.nodes
        self.either = np.zeros(nodes, np.uint8)
        for either, low, high in graph.layers.tolist():
            self.either[low:high] = either
        self.rows = np.zeros(nodes + 1, np.int32)
        self.rows[graph.leaves :] = graph.start
        if not fast and not self.still:
            self._prepare_layers()

    def _prepare_layers(self) -> None:
        """Edges by child for the way down, and the bounds of each layer's edges both ways."""
        graph = self.graph
        nodes, leaves = graph.nodes, graph.leaves
        parent = np.repeat(np.arange(leaves, nodes, dtype=np.int32), np.diff(graph.start))
        by_child = np.argsort(graph.child, kind="stable")
        self.parent = parent[by_child]
        counts = np.bincount(graph.child, minlength=nodes)
        begins = np.zeros(nodes + 1, np.int64)
        np.cumsum(counts, out=begins[1:])
        self.up = []
        for either, low, high in graph.layers.tolist():
            at = graph.start[low - leaves : high - leaves]
            first, last = int(at[0]), int(graph.start[high - leaves])
            self.up.append(
                (bool(either), slice(low, high), graph.child[first:last], (at - first).astype(int))
            )
        self.joins = self.either == 0
        joins = self.joins.astype(float)
        self.down = []
        spans = [(0, leaves), *((low, high) for _, low, high in graph.layers.tolist())]
        for low, high in reversed(spans):
            has = np.flatnonzero(counts[low:high]) + low
            if not len(has):
                continue
            first, last = int(begins[low]), int(begins[high])
            own = np.repeat(has, counts[has])
            parents = self.parent[first:last]
            self.down.append((has, parents, begins[has] - first, own, joins[parents]))

    def possible(self, allowed: np.ndarray) -> bool:
        """Whether a build exists of allowed leaves (uint8) only."""
        if self.still:
            return not self.void
        if self.fast:
            value = np.empty(self.graph.nodes, np.uint8)
            return bool(can(allowed, self.rows, self.graph.child, self.either, value))
        return bool(self._can(allowed)[-1])

    def live(self, allowed: np.ndarray) -> np.ndarray:
        """For each leaf, whether a build of allowed leaves has it."""
        graph = self.graph
        if self.still:
            return np.zeros(graph.leaves, np.uint8)
        if self.fast:
            value = np.empty(graph.nodes, np.uint8)
            live = np.zeros(graph.nodes, np.uint8)
            if can(allowed, self.rows, graph.child, self.either, value):
                spread(self.rows, graph.child, self.either, value, live, graph.leaves)
            return live[: graph.leaves]
        value = self._can(allowed)
        live = np.zeros(graph.nodes, np.uint8)
        live[-1] = value[-1]
        for has, parents, begins, _, _ in self.down:
            live[has] = np.bitwise_or.reduceat(live[parents], begins) & value[has]
        return live[: graph.leaves]

    def _can(self, allowed: np.ndarray) -> np.ndarray:
        value = np.empty(self.graph.nodes, np.uint8)
        value[: self.graph.leaves] = allowed
        for either, nodes, children, begins in self.up:
            reduce = np.bitwise_or if either else np.bitwise_and
            reduce.reduceat(value.take(children), begins, out=value[nodes])
        return value

    def cheapest(self, cost: np.ndarray) -> tuple[float, np.ndarray]:
        """The least cost of a build, and its leaves (uint8)."""
        graph = self.graph
        chosen = np.zeros(graph.nodes, np.uint8)
        if self.still:
            return NO_WAY if self.void else 0.0, chosen
        total = self._least(cost)
        if total[-1] < NO_WAY:
            choose(self.rows, graph.child, self.either, total, chosen, graph.leaves)
        return float(min(total[-1], NO_WAY)), chosen[: graph.leaves]

    def total(self, cost: np.ndarray) -> float:
        """The least cost of a build."""
        if self.still:
            return NO_WAY if self.void else 0.0
        return float(min(self._least(cost)[-1], NO_WAY))

    def least(self, cost: np.ndarray) -> np.ndarray:
        """For each leaf, the least cost of a build that has it; NO_WAY where there is none."""
        graph = self.graph
        if self.still:
            return np.full(graph.leaves, NO_WAY)
        total = self._least(cost)
        rest = np.full(graph.nodes, NO_WAY)
        rest[-1] = 0.0
        if self.fast:
            share(self.rows, graph.child, self.either, total, rest, graph.leaves)
        else:
            self._share(total, rest)
        return np.minimum(rest[: graph.leaves] + cost, NO_WAY)

    def _least(self, cost: np.ndarray) -> np.ndarray:
        graph = self.graph
        total = np.empty(graph.nodes)
        if self.fast:
            add(cost, self.rows, graph.child, self.either, total)
            return total
        total[: graph.leaves] = cost
        for either, nodes, children, begins in self.up:
            reduce = np.minimum if either else np.add
            np.minimum(reduce.reduceat(total.take(children), begins), NO_WAY, out=total[nodes])
        return total

    def _share(self, total: np.ndarray, rest: np.ndarray) -> None:
        """What the remainder of a build costs, from the root down."""
        beside = np.where(self.joins, 2 * NO_WAY, NO_WAY)
        beside[-1] = (total[-1] if total[-1] < NO_WAY else 2 * NO_WAY) if self.joins[-1] else 0.0
        add = np.where(self.joins, np.where(total < NO_WAY, total, 2 * NO_WAY), 0.0)
        for has, parents, begins, child, joined in self.down:
            cost = beside.take(parents)
            cost -= joined * total.take(child)
            least = np.minimum(np.minimum.reduceat(cost, begins), NO_WAY)
            rest[has] = least
            beside[has] = least + add.take(has)

    def count(self, allowed: np.ndarray) -> int:
        """How many builds there are of allowed leaves, exactly."""
        graph = self.graph
        if self.still:
            return 0 if self.void else 1
        counts: list[int] = [int(each) for each in allowed]
        child, rows, either = graph.child.tolist(), self.rows.tolist(), self.either.tolist()
        for node in range(graph.leaves, graph.nodes):
            below = [counts[each] for each in child[rows[node] : rows[node + 1]]]
            if either[node]:
                counts.append(sum(below))
            else:
                product = 1
                for each in below:
                    product *= each
                counts.append(product)
        return counts[-1]
