"""CPU time of processes and all their children, as Linux counts it."""

import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def seconds_of(*roots: int) -> float:
    """User and system time of these processes and all that descend from them.

    Counted in ticks of 10 ms, so measure for a second or more.
    """
    stats = {int(path.name): _stat(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    children: dict[int, list[int]] = {}
    for pid, stat in stats.items():
        if stat:
            children.setdefault(int(stat[1]), []).append(pid)
    return sum(_ticks(stats.get(pid)) for pid in _tree(list(roots), children)) * TICK


def _tree(roots: list[int], children: dict[int, list[int]]) -> set[int]:
    found: set[int] = set()
    while roots:
        pid = roots.pop()
        found.add(pid)
        roots += children.get(pid, [])
    return found


def _stat(process: Path) -> list[str]:
    """The fields after the process's name, which may hold blanks and brackets; none if it ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(stat: list[str] | None) -> int:
    # utime, stime, and those of children that ended
    return sum(int(field) for field in stat[11:15]) if stat else 0
