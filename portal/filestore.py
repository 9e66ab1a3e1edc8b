"""Files named by what is in them; whole on disk before any row names one."""

import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path


class FileStore:
    """A folder of files named by content. Adding is atomic and survives a crash at any moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]

    def add(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256. The file and its folder are on disk afterwards."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        with suppress(FileNotFoundError):
            os.utime(path)  # somebody may be about to discard it: see there
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._into_place(Path(file.name), path)
        return sha256

    def adopt(self, path: Path) -> str:
        """Take in a file that is on the same disk, however large; returns its SHA-256."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._into_place(path, target)
        return sha256

    def discard(self, sha256: str, *, unused_since: datetime) -> bool:
        """Delete a file that no row names. False, and it stays, when it was added after
        `unused_since`: whoever added it may be about to write the row that names it.
        """
        path = self.path(sha256)
        aside = path.with_suffix(".discarded")
        try:
            path.rename(aside)
        except FileNotFoundError:
            aside.unlink(missing_ok=True)
            return True
        # Whoever adds it from here on writes it anew. Whoever added it before has touched it.
        if aside.stat().st_mtime >= unused_since.timestamp():
            aside.rename(path)
            return False
        aside.unlink()
        return True

    @staticmethod
    def _into_place(file: Path, path: Path) -> None:
        file.rename(path)
        for folder in (path.parent, path.parent.parent):
            _flush_folder(folder)

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
