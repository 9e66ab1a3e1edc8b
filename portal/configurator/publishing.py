"""Compiling a version once, for all processes: a file named by the hash of what it was made from.

Two processes that compile the same version at once write the same file, and the last one wins. A
file that a crash left incomplete fails its own hash, and is made again.
"""

import hashlib
import json
import os
import tempfile
import threading
import time
from collections import OrderedDict
from pathlib import Path

import numpy as np

from portal.configurator.compiled import Compiled
from portal.configurator.engine.compiling import TooHard
from portal.configurator.engine.diagrams import TooFine
from portal.configurator.engine.graph import Graph
from portal.configurator.engine.graph_engine import GraphEngine, compile_graph
from portal.configurator.engine.searching import UNDECIDED, SearchEngine, compile_search
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import Unsound
from portal.configurator.lowering import Lowered, lower, too_fine
from portal.configurator.model import ProductModel

SECONDS = 60.0
EDGES = 2_000_000
KEPT = 64
MAGIC = "portal-graph-1"
_engines: "OrderedDict[str, GraphEngine | SearchEngine]" = OrderedDict()
_lock = threading.Lock()


def compiled(model: ProductModel, *, seconds: float = SECONDS, edges: int = EDGES) -> Compiled:
    """Compile without a file: for the editor's preview, and for tests."""
    lowered = _lowered(model)
    return Compiled(model, lowered, _engine(lowered, seconds, edges))


def searched(model: ProductModel, *, seconds: float) -> Compiled:
    """Ready at once and answered by searching: for looking a draft over after every change."""
    lowered = _lowered(model)
    return Compiled(model, lowered, compile_search(lowered.problem, seconds=seconds))


def is_compiled(model: ProductModel, folder: Path) -> bool:
    """Whether `load` finds it made already."""
    key = _lowered(model).key
    return key in _engines or (folder / f"{key}.graph").exists()


def load(model: ProductModel, folder: Path, *, seconds: float = SECONDS) -> Compiled:
    """The model with its compiled form from the folder, made first where it is not there.

    Models that differ only in prices, days, weights and texts share one form.
    """
    lowered = _lowered(model)
    key = lowered.key
    with _lock:
        if key in _engines:
            _engines.move_to_end(key)
            return Compiled(model, lowered, _engines[key])
    path = folder / f"{key}.graph"
    engine = _from_file(path, lowered)
    if engine is None:
        engine = _engine(lowered, seconds, EDGES)
        _to_file(path, engine)
    with _lock:
        _engines[key] = engine
        while len(_engines) > KEPT:
            _engines.popitem(last=False)
    return Compiled(model, lowered, engine)


def _lowered(model: ProductModel) -> Lowered:
    lowered = lower(model)
    fine = [rule.id for at, rule in enumerate(model.rules) if too_fine(lowered, at)]
    if fine:
        raise Unsound(
            [
                f"rule “{each}”: adds up too many different amounts; use rounder ones"
                for each in fine
            ]
        )
    return lowered


def _engine(lowered: Lowered, seconds: float, edges: int) -> GraphEngine | SearchEngine:
    """The graph, if it is found in bounds and agrees with the search; else the search."""
    try:
        engine = GraphEngine(
            lowered.problem.sizes, compile_graph(lowered.problem, seconds=seconds, edges=edges)
        )
    except (TooHard, TooFine, MemoryError, RecursionError):
        return compile_search(lowered.problem, seconds=max(seconds / 4, 1.0))
    search = compile_search(lowered.problem, seconds=max(seconds / 8, 1.0))
    return engine if agree(engine, search) else search


def agree(
    engine: GraphEngine, search: SearchEngine, *, sessions: int = 3, seconds: float = 3.0
) -> bool:
    """Whether both say the same in random sessions, each until nothing is left to choose.

    A mistake in compiling is thereby harmless: the search answers instead.
    """
    rng = np.random.default_rng(20_26)
    until = time.monotonic() + seconds
    for _ in range(sessions):
        picks: list[tuple[int, int]] = []
        for variable in rng.permutation(len(engine.sizes)).tolist():
            allowed = engine.allowing(picks)
            one = engine.domains(allowed)
            if time.monotonic() > until:
                return True
            try:
                other = search.domains(allowed, seconds=1.0)
            except OutOfTime:
                return True
            if ((one != other) & (other != UNDECIDED)).any():
                return False
            low = engine.starts[variable]
            open_ = np.flatnonzero(one[low : engine.starts[variable + 1]])
            if len(open_) > 1:
                picks.append((variable, int(rng.choice(open_))))
    return True


def _to_file(path: Path, engine: GraphEngine | SearchEngine) -> None:
    """Written beside and moved into place, so that nobody reads half a file."""
    body = b""
    head: dict = {"form": MAGIC, "kind": "search"}
    if isinstance(engine, GraphEngine):
        graph = engine.graph
        arrays = [graph.leaf, graph.start, graph.child, graph.layers]
        body = b"".join(np.ascontiguousarray(each, np.int32).tobytes() for each in arrays)
        head = {
            "form": MAGIC,
            "kind": "graph",
            "leaves": graph.leaves,
            "void": graph.void,
            "sizes": [len(graph.leaf), len(graph.start), len(graph.child), graph.layers.size],
        }
    head["sha256"] = hashlib.sha256(body).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            line = json.dumps(head).encode()
            file.write(line + b" " * (-(len(line) + 1) % 64) + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _from_file(path: Path, lowered: Lowered) -> GraphEngine | SearchEngine | None:
    """What an earlier compilation left; None when there is none that is whole."""
    try:
        raw = np.memmap(path, np.uint8, mode="r")
        end = bytes(raw[:65_536]).index(b"\n") + 1
        head = json.loads(bytes(raw[:end]))
        body = raw[end:]
        if head["form"] != MAGIC or hashlib.sha256(body).hexdigest() != head["sha256"]:
            return None
        if head["kind"] == "search":
            return compile_search(lowered.problem)
        parts = np.split(np.asarray(body).view(np.int32), np.cumsum(head["sizes"])[:-1])
        graph = Graph(
            leaves=head["leaves"],
            leaf=parts[0],
            start=parts[1],
            child=parts[2],
            layers=parts[3].reshape(-1, 3),
            void=head["void"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return GraphEngine(lowered.problem.sizes, graph)
