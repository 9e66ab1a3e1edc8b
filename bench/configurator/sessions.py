"""What customers do: a session is a list of clicks, each a variable and one of its valid values."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Pick = tuple[int, int]


@dataclass(frozen=True)
class Click:
    """`golden` is the recorded hash of the domains after the click, or empty."""

    pick: Pick
    golden: str = ""


def recorded(path: Path) -> list[list[Click]]:
    """Sessions of a file: lists of [variable, value, hash, number of valid values]."""
    return [
        [Click((variable, value), golden) for variable, value, golden, _ in session]
        for session in json.loads(path.read_text())
    ]


def random_sessions(engine, *, clicks: int, longest: int, seed: int) -> list[list[Click]]:
    """Random variables in random order, a random valid value each, until nothing is open."""
    rng = np.random.default_rng(seed)
    sessions: list[list[Click]] = []
    done = 0
    for _ in range(clicks):
        if done >= clicks:
            break
        picks: list[Pick] = []
        for variable in rng.permutation(len(engine.sizes)).tolist():
            if len(picks) >= longest:
                break
            domains = engine.domains(engine.allowing(picks))
            low = engine.starts[variable]
            valid = np.flatnonzero(domains[low : engine.starts[variable + 1]] == 1)
            if len(valid) > 1:
                picks.append((variable, int(rng.choice(valid))))
        if not picks:
            break
        sessions.append([Click(pick) for pick in picks])
        done += len(picks)
    return sessions


def fingerprint(domains: np.ndarray) -> str:
    """Twelve hex digits that stand for the domains of all variables."""
    return hashlib.md5(np.packbits(domains == 1).tobytes(), usedforsecurity=False).hexdigest()[:12]
