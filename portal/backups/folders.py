"""A backup as a folder or as one tar file, and the sums that prove it whole."""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path

SUMS = "SHA256SUMS"


class BackupDamaged(Exception):
    """The backup is not what was saved; the text says where."""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """The same file at a second place, without a copy where the file system allows it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        flush(target)


def flush(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_sums(folder: Path, sums: Mapping[str, str]) -> None:
    """Note the sum of every file by its name in the folder, as `sha256sum` would."""
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items())]
    (folder / SUMS).write_text("".join(lines))
    for path in (folder / SUMS, folder):
        flush(path)


def check_sums(folder: Path) -> None:
    """Raises BackupDamaged unless every file noted is there and what it was, and no other is."""
    if not (folder / SUMS).exists():
        raise BackupDamaged(f"{folder} holds no {SUMS}: it is no backup, or not a whole one")
    noted = dict(reversed(line.split("  ", 1)) for line in (folder / SUMS).read_text().splitlines())
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    found = {str(path.relative_to(folder)): path for path in files}
    for name in sorted(noted.keys() ^ found.keys()):
        raise BackupDamaged(f"{name} is {'missing' if name in noted else 'not part of the backup'}")
    for name, path in found.items():
        if sha256_of(path) != noted[name]:
            raise BackupDamaged(f"{name} has changed since the backup")


def pack(folder: Path, tar: Path) -> None:
    tar.touch(mode=0o600)
    with tarfile.open(tar, "w", dereference=True) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.add(path, str(path.relative_to(folder)))
    flush(tar)


def unpack(tar: Path, folder: Path) -> None:
    """Only plain files, only inside `folder`."""
    try:
        with tarfile.open(tar) as archive:
            for member in archive:
                target = (folder / member.name).resolve()
                if not member.isreg() or not target.is_relative_to(folder.resolve()):
                    raise BackupDamaged(f"{member.name} does not belong in a backup")
                content = archive.extractfile(member)
                assert content is not None
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(content, file)
    except tarfile.TarError as error:
        raise BackupDamaged(f"{tar} cannot be read: {error}") from error
