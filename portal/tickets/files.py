"""Files that people attach: cleaned names, sniffed kinds, pictures without where they were taken.

What a sender calls a file counts for nothing but its name on screen. Its content says what it is,
and everything goes back out as a download that no browser opens by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import current_app

from portal.filestore import FileStore
from portal.reading import safe_text
from portal.tickets import pictures, sniffing
from portal.web.languages import _

MOST_FILES = 5
MOST_BYTES = 10 * 2**20
LONGEST_NAME = 150
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


class FileRefused(Exception):
    """A file that is not taken; the text tells its sender why and what to do."""


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True)
class KeptFile:
    """A file whose bytes are on disk under `sha256`, before any row names it."""

    sha256: str
    size: int
    name: str
    media_type: str


def accept(uploads: Sequence[Upload]) -> list[Upload]:
    """The files of a form as they may be kept. Raises FileRefused for the first that may not."""
    if len(uploads) > MOST_FILES:
        raise FileRefused(_("Choose up to %(most)s files", most=MOST_FILES))
    return [_accepted(upload) for upload in uploads]


def keep_all(uploads: Sequence[Upload]) -> list[KeptFile]:
    return [keep(upload) for upload in uploads]


def keep(upload: Upload) -> KeptFile:
    return KeptFile(
        sha256=file_store().add(upload.content),
        size=len(upload.content),
        name=shown_name(upload.name),
        media_type=sniffing.media_type(upload.content),
    )


def path_of(sha256: str) -> Path:
    return file_store().path(sha256)


def file_store() -> FileStore:
    return current_app.extensions["portal_files"]


def shown_name(name: str) -> str:
    """A name without folders, hidden characters or a meaning to any system."""
    shown = safe_text.file_name(name[-4 * LONGEST_NAME :], LONGEST_NAME) or "file"
    return f"_{shown}" if shown.partition(".")[0].strip().lower() in RESERVED else shown


def _accepted(upload: Upload) -> Upload:
    name = shown_name(upload.name)
    if not upload.content:
        raise FileRefused(_("%(name)s is empty", name=name))
    if len(upload.content) > MOST_BYTES:
        raise FileRefused(_("%(name)s is larger than 10 MB", name=name))
    kind = sniffing.media_type(upload.content)
    if kind in sniffing.PROGRAMS:
        raise FileRefused(
            _("%(name)s is a program. Send a picture, a document or a text", name=name)
        )
    if kind not in pictures.KINDS:
        return upload
    try:
        return replace(upload, content=pictures.without_particulars(upload.content))
    except pictures.Unfit as unfit:
        raise FileRefused(unfit.about(name)) from None
