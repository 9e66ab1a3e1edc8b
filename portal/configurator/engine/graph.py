"""The compiled graph as flat arrays: leaves first, then nodes, children before parents.

A leaf is a literal that stands for one or more values. A node joins (all of its children) or
offers alternatives (exactly one of its children). Nodes are laid out in layers: the children of a
layer's nodes all lie in earlier layers, and a layer's nodes are of one kind.
"""

from dataclasses import dataclass

import numpy as np

from portal.configurator.engine.compiling import NOTHING, Grown
from portal.configurator.engine.simplifying import ALWAYS


@dataclass(frozen=True)
class Graph:
    """`leaf[place]` is the leaf of a value's place, or ALWAYS or NEVER; the last node is the root.

    `layers` has a row for each layer: is it alternatives, its first node, the one behind its last.
    """

    leaves: int
    leaf: np.ndarray
    start: np.ndarray
    child: np.ndarray
    layers: np.ndarray
    void: bool = False

    @property
    def nodes(self) -> int:
        return self.leaves + len(self.start) - 1

    @property
    def edges(self) -> int:
        return len(self.child)


def build(grown: Grown, places: np.ndarray) -> Graph:
    """Lay out what was grown; `places` holds the literal of each value's place."""
    shown = np.unique(places[places >= 0])
    leaf = np.where(places >= 0, np.searchsorted(shown, places), places).astype(np.int32)
    if grown.root == NOTHING:
        return _nodeless(leaf, void=True)
    weaver = _Weaver(shown.tolist())
    root = weaver.weave(grown)
    return weaver.graph(root, leaf)


def _nodeless(leaf: np.ndarray, *, void: bool = False) -> Graph:
    """Nothing is left to choose: there is no build at all, or exactly one."""
    return Graph(
        leaves=int(leaf.max(initial=-1)) + 1,
        leaf=leaf,
        start=np.zeros(1, np.int32),
        child=np.zeros(0, np.int32),
        layers=np.zeros((0, 3), np.int32),
        void=void,
    )


class _Weaver:
    """Makes nodes (kind, children), each different one once.

    Where one alternative leaves a two-valued truth open and another decides it, the first gets
    "either value" beside it, so that all alternatives speak of the same truths: a price then
    counts each of them exactly once.
    """

    def __init__(self, shown: list[int]):
        self.leaf = {literal: place for place, literal in enumerate(shown)}
        self.leaves = len(shown)
        self.children: list[tuple[int, ...]] = [()] * self.leaves
        self.either: list[bool] = [False] * self.leaves
        self.scope: list[int] = [0] * self.leaves
        self.made: dict[tuple[bool, tuple[int, ...]], int] = {}
        self.open = [each for each in shown if each ^ 1 in self.leaf and not each & 1]
        self.bit: dict[int, int] = {}

    def weave(self, grown: Grown) -> int:
        self._number_open(grown)
        self.gaps: dict[int, list[int]] = {}
        node_of: list[int | None] = [None] * len(grown.joins)
        for number, branches in enumerate(grown.branches):
            if branches:
                node_of[number] = self._alternatives(grown, branches, node_of)
        literals, parts = grown.joins[grown.root]
        top = [*(self.leaf[each] for each in literals), *(node_of[part] for part in parts)]
        every = (1 << len(self.open)) - 1
        gap = every & ~self._scope_of(top)
        return self._make(False, [*top, *self._gap(gap)])

    def _number_open(self, grown: Grown) -> None:
        """Truths that are met together get neighbouring bits, so that gaps are few spans."""
        order: dict[int, None] = {}
        for literals, _ in grown.joins:
            for literal in literals:
                order.setdefault(literal & ~1)
        order.update(dict.fromkeys(self.open))
        both = set(self.open)
        for literal in order:
            if literal in both:
                bit = 1 << len(self.bit)
                self.bit[literal] = bit
                self.scope[self.leaf[literal]] = self.scope[self.leaf[literal ^ 1]] = bit
        self.open = list(self.bit)

    def _scope_of(self, nodes: list[int]) -> int:
        scope = 0
        for node in nodes:
            if node != ALWAYS:
                scope |= self.scope[node]
        return scope

    def _alternatives(self, grown: Grown, branches: tuple[int, ...], node_of: list) -> int:
        rows: dict[tuple[int, ...], list[list[int]]] = {}
        for branch in branches:
            literals, parts = grown.joins[branch]
            below = tuple(node_of[part] for part in parts)
            rows.setdefault(below, []).append([self.leaf[each] for each in literals])
        joins = [join for below, many in rows.items() for join in self._grouped(below, many)]
        scopes = [self._scope_of(join) for join in joins]
        every = 0
        for scope in scopes:
            every |= scope
        return self._make(
            True,
            [
                self._make(False, [*join, *self._gap(every & ~scope)])
                for join, scope in zip(joins, scopes, strict=True)
            ],
        )

    def _grouped(self, below: tuple[int, ...], many: list[list[int]]) -> list[list[int]]:
        """Joins over the same parts that differ in one leaf each become one: any of these."""
        if len(many) == 1:
            return [[*many[0], *below]]
        common = set(many[0]).intersection(*many[1:])
        rest = [[leaf for leaf in leaves if leaf not in common] for leaves in many]
        if all(len(each) == 1 for each in rest):
            scopes = {self.scope[each[0]] for each in rest}
            if len(scopes) == 1:
                any_of = self._make(True, [each[0] for each in rest])
                return [[any_of, *sorted(common), *below]]
        return [[*leaves, *below] for leaves in many]

    def _gap(self, gap: int) -> list[int]:
        """Nodes that leave all truths of the gap open: whole spans of a binary tree over them."""
        if not gap:
            return []
        known = self.gaps.get(gap)
        if known is None:
            known = self.gaps[gap] = []
            self._cover(gap, 0, len(self.open), known)
        return known

    def _cover(self, gap: int, low: int, high: int, out: list[int]) -> None:
        span = ((1 << (high - low)) - 1) << low
        inside = gap & span
        if not inside:
            return
        if inside == span:
            out.append(self._any(low, high))
            return
        middle = (low + high) // 2
        self._cover(gap, low, middle, out)
        self._cover(gap, middle, high, out)

    def _any(self, low: int, high: int) -> int:
        if high - low == 1:
            literal = self.open[low]
            return self._make(True, [self.leaf[literal], self.leaf[literal ^ 1]])
        middle = (low + high) // 2
        return self._make(False, [self._any(low, middle), self._any(middle, high)])

    def _make(self, either: bool, children: list[int]) -> int:
        children = [each for each in children if each != ALWAYS]
        if not children:
            return ALWAYS
        if len(children) == 1:
            return children[0]
        key = (either, tuple(sorted(children)))
        node = self.made.get(key)
        if node is None:
            node = self.made[key] = len(self.children)
            self.children.append(key[1])
            self.either.append(either)
            self.scope.append(self._scope_of(children))
        return node

    def graph(self, root: int, leaf: np.ndarray) -> Graph:
        """Only what the root reaches, in layers."""
        if root == ALWAYS:
            return _nodeless(leaf)
        if root < self.leaves:
            self.children.append((root,))
            self.either.append(False)
            root = len(self.children) - 1
        self._open_up(root)
        live, height = self._reached(root)
        order = sorted(live, key=lambda node: (height[node], self.either[node]))
        place = {node: self.leaves + at for at, node in enumerate(order)}
        place.update({node: node for node in range(self.leaves)})
        start = np.zeros(len(order) + 1, np.int32)
        np.cumsum([len(self.children[node]) for node in order], out=start[1:])
        child = np.array(
            [place[each] for node in order for each in self.children[node]], dtype=np.int32
        )
        kinds = [(height[node], self.either[node]) for node in order]
        cuts = [at for at in range(len(order)) if at == 0 or kinds[at] != kinds[at - 1]]
        layers = [
            (kinds[low][1], self.leaves + low, self.leaves + high)
            for low, high in zip(cuts, [*cuts[1:], len(order)], strict=True)
        ]
        return Graph(self.leaves, leaf, start, child, np.array(layers, np.int32).reshape(-1, 3))

    def _open_up(self, root: int) -> None:
        """A child of the same kind that has no other parent is merged into its parent."""
        live, _ = self._reached(root)
        parents = [0] * len(self.children)
        for node in live:
            for each in self.children[node]:
                parents[each] += 1
        for node in live:
            merged: list[int] = []
            for each in self.children[node]:
                same = each >= self.leaves and self.either[each] == self.either[node]
                if same and (parents[each] == 1 or len(self.children[each]) <= 2):
                    merged += self.children[each]
                else:
                    merged.append(each)
            self.children[node] = tuple(merged)

    def _reached(self, root: int) -> tuple[list[int], dict[int, int]]:
        live: set[int] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node >= self.leaves and node not in live:
                live.add(node)
                stack += self.children[node]
        height: dict[int, int] = {}
        for node in sorted(live):
            height[node] = 1 + max(height.get(each, 0) for each in self.children[node])
        return sorted(live), height
