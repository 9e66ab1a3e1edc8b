"""python -m bench.configurator FILE... [--golden SESSIONS.json] [--peers]: one JSON line an engine.

Reads UVL, DIMACS, SXFM, XCSP 2.1 and the two CLib forms, gzip or not. All engines of an instance
answer the same sessions in one process.
"""

import argparse
import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.configurator import engines
from bench.configurator.reading import read
from bench.configurator.sessions import Click, fingerprint, random_sessions, recorded
from portal.configurator.engine.compiling import TooHard

WARM_UP = 3


def main() -> int:
    options = _options()
    failed = 0
    for file in options.files:
        for line in instance_lines(file, options):
            print(json.dumps(line), flush=True)
            failed += bool(line.get("mismatches") or line.get("golden_mismatches"))
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.configurator", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--golden", type=Path, help="recorded sessions with hashes")
    parser.add_argument("--peers", action="store_true", help="PySAT, clingo and CP-SAT beside it")
    parser.add_argument("--clicks", type=int, default=200)
    parser.add_argument("--longest", type=int, default=40, help="clicks of a session at most")
    parser.add_argument("--repairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile-seconds", type=float, default=120.0)
    parser.add_argument("--edges", type=int, default=2_000_000)
    parser.add_argument("--peer-seconds", type=float, default=30.0, help="for each peer's part")
    return parser.parse_args()


def instance_lines(file: Path, options: argparse.Namespace):
    instance = read(file)
    second = engines.search(instance.problem)
    try:
        ours = engines.graph(instance.problem, seconds=options.compile_seconds, edges=options.edges)
    except TooHard:
        ours = []
        second.full = True
    first = ours[0] if ours else second
    if options.golden:
        sessions = recorded(options.golden)
    else:
        sessions = random_sessions(
            first.engine, clicks=options.clicks, longest=options.longest, seed=options.seed
        )
    work = _Work(instance.name, first, sessions, options)
    for engine in [*ours, second]:
        yield work.measure(engine)
    if options.peers:
        for peer in importlib.import_module("bench.configurator.peers").PEERS:
            yield work.measure(peer(instance.problem), seconds=options.peer_seconds)


class _Work:
    """The clicks and repairs that every engine of the instance gets, and what the first answers."""

    def __init__(self, name: str, first: Any, sessions: list[list[Click]], options: Any):
        self.name = name
        self.sessions = sessions
        rng = np.random.default_rng(options.seed)
        self.prices = rng.integers(0, 5000, len(first.domains([]))).astype(float)
        self.answers: dict[tuple, str] = {}
        self.repairs = self._blocked(first, rng, options.repairs)
        self.costs: dict[int, float] = {}

    def _blocked(self, first: Any, rng: np.random.Generator, count: int) -> list[tuple]:
        """Choices with a value that they rule out, but that some build has."""
        root = first.domains([])
        starts = first.engine.starts
        found = []
        for session in self.sessions:
            picks = [click.pick for click in session]
            for size in sorted({len(picks), max(len(picks) // 2, 1)}):
                blocked = np.flatnonzero((first.domains(picks[:size]) == 0) & (root == 1))
                chosen = {variable for variable, _ in picks[:size]}
                owner = np.searchsorted(starts, blocked, side="right") - 1
                blocked = blocked[[each not in chosen for each in owner.tolist()]]
                for place in rng.choice(blocked, min(3, len(blocked)), replace=False).tolist():
                    variable = int(np.searchsorted(starts, place, side="right") - 1)
                    found.append((picks[:size], (variable, int(place - starts[variable]))))
        rng.shuffle(found)
        return found[:count]

    def measure(self, engine: Any, *, seconds: float = float("inf")) -> dict[str, Any]:
        line: dict[str, Any] = {
            "instance": self.name,
            "engine": engine.name,
            "compile_s": round(engine.compile_s, 3),
            "edges": engine.edges,
        }
        if hasattr(engine, "domains"):
            line |= self._clicks(engine, seconds)
        full = getattr(engine, "full", True)
        if full and hasattr(engine, "repair"):
            line |= self._repaired(engine, seconds)
        if full and hasattr(engine, "price"):
            times = [_timed(engine.price, picks, self.prices)[1] for picks, _ in self.repairs]
            line["price_ms_p50"] = _p(times, 50)
        if full and hasattr(engine, "conflict"):
            line |= self._conflicts(engine, seconds)
        line["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return line

    def _clicks(self, engine: Any, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        times, wrong, golden = [], 0, 0
        has_golden = False
        for _ in range(WARM_UP if seconds == float("inf") else 0):
            engine.domains([click.pick for click in self.sessions[0][:1]])
        for session in self.sessions:
            picks = []
            for click in session:
                picks.append(click.pick)
                if time.monotonic() > until and times:
                    break
                domains, taken = _timed(engine.domains, list(picks))
                times.append(taken)
                print_ = fingerprint(domains)
                wrong += self.answers.setdefault(tuple(picks), print_) != print_
                if click.golden:
                    has_golden = True
                    golden += click.golden != print_
        return {
            "clicks": len(times),
            "domains_ms_p50": _p(times, 50),
            "domains_ms_p95": _p(times, 95),
            "domains_ms_max": _p(times, 100),
            "mismatches": wrong,
            "golden_mismatches": golden if has_golden else None,
        }

    def _repaired(self, engine: Any, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        times, wrong, unproven = [], 0, 0
        for number, (picks, wanted) in enumerate(self.repairs):
            if time.monotonic() > until and times:
                break
            cost, taken = _timed(engine.repair, picks, wanted, self.prices)
            times.append(taken)
            if cost is None:
                unproven += 1
            else:
                wrong += abs(self.costs.setdefault(number, cost) - cost) > 0.5
        found = {"repair_ms_p50": _p(times, 50), "repair_mismatches": int(wrong)}
        return found | ({"repairs_unproven": unproven} if unproven else {})

    def _conflicts(self, engine: Any, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        times, sizes = [], []
        for picks, wanted in self.repairs:
            if time.monotonic() > until and times:
                break
            part, taken = _timed(engine.conflict, picks, wanted)
            times.append(taken)
            sizes.append(len(part))
        size = float(np.median(sizes)) if sizes else None
        return {"conflict_ms_p50": _p(times, 50), "conflict_choices_p50": size}


def _timed(call: Any, *arguments: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    answer = call(*arguments)
    return answer, (time.perf_counter() - started) * 1000


def _p(times: list[float], percent: int) -> float | None:
    return round(float(np.percentile(times, percent)), 4) if times else None


if __name__ == "__main__":
    sys.exit(main())
