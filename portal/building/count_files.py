"""Lines that many processes add and one takes away: none is lost between them, none comes twice.

Whoever adds holds the file only for the line. Whoever takes moves the whole file aside; who had
opened it before sees that it is no longer the one and opens the next.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_BYTES = 8_000_000
"""When no worker takes them away, counting stops rather than filling the disk."""
NOW = "now.lines"
TAKEN = ".taken"


def add(folder: Path, line: str) -> bool:
    """Add a line; False when there is no room."""
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder / NOW, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
        if file is None or os.fstat(file).st_size > MOST_BYTES:
            return False
        os.write(file, f"{line}\n".encode())
    return True


def take(folder: Path) -> list[Path]:
    """Move aside what was added. Returns all that lies aside, also what a crash left there."""
    with _held(folder / NOW, os.O_RDONLY) as file:
        if file is not None:
            (folder / NOW).rename(folder / f"{secrets.token_hex(12)}{TAKEN}")
    found = folder.glob(f"*{TAKEN}") if folder.exists() else []
    return sorted(found, key=lambda path: path.name)


@contextmanager
def _held(path: Path, flags: int) -> Iterator[int | None]:
    """The file that has this name now, for nobody else until the end; None where there is none."""
    while True:
        try:
            file = os.open(path, flags, 0o600)
        except FileNotFoundError:
            yield None
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(path, file):
                yield file
                return
        finally:
            os.close(file)


def _is_at(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
