"""The demo's mailbox: every mail that left, as the reader's mail server would keep it."""

import email
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Mail
from functools import lru_cache
from pathlib import Path

from portal import clock
from portal.reading import words

MOST_SHOWN = 500
WHEN = "%Y%m%dT%H%M%S%f"
NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Delivered:
    """A mail as it lies in somebody's mailbox."""

    id: str
    to: str
    subject: str
    text: str
    html: str | None
    headers: dict[str, str]

    @property
    def sender(self) -> str:
        return self.headers.get("From", "")

    @property
    def arrived_at(self) -> datetime:
        return datetime.strptime(f"{self.id[:21]}+0000", f"{WHEN}%z")

    @property
    def snippet(self) -> str:
        return " ".join(self.text.split())[:160]


class Mailbox:
    """A folder with one file a mail, newest last by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, raw: bytes, *, sender: str, recipient: str) -> str:
        """Keep the mail as delivered; it is whole on disk before this returns."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = new_id()
        envelope = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
        arriving = self.folder / f".{name}"
        with arriving.open("wb") as file:
            file.write(envelope.encode("utf-8", "replace") + raw)
            file.flush()
            os.fsync(file.fileno())
        arriving.rename(self._path(name))
        return name

    def newest(self, limit: int = MOST_SHOWN) -> list[Delivered]:
        if not self.folder.is_dir():
            return []
        names = sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)
        return [_read(self._path(name)) for name in names[:limit] if NAME.fullmatch(name)]

    def find(self, id: str) -> Delivered | None:
        """The mail with this id; None for an id that is none."""
        path = self._path(id)
        return _read(path) if NAME.fullmatch(id) and path.exists() else None

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"


def new_id() -> str:
    """The moment it arrived, and something that makes it one of a kind."""
    return f"{clock.now().strftime(WHEN)}-{secrets.token_hex(4)}"


def opened(raw: bytes, *, id: str, to: str) -> Delivered:
    """The mail as its reader's program shows it."""
    mail = email.message_from_bytes(raw)
    headers: dict[str, str] = {}
    for name, value in mail.items():
        value = words.decode("".join(str(value).splitlines()))
        headers[name] = f"{headers[name]}\n{value}" if name in headers else value
    return Delivered(
        id=id,
        to=headers.pop("Delivered-To", to),
        subject=headers.get("Subject", ""),
        text=_part(mail, "text/plain") or "",
        html=_part(mail, "text/html"),
        headers=headers,
    )


@lru_cache(maxsize=2 * MOST_SHOWN)
def _read(path: Path) -> Delivered:
    return opened(path.read_bytes(), id=path.stem, to="")


def _part(mail: Mail, media_type: str) -> str | None:
    for part in mail.walk():
        if part.get_content_type() == media_type and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True) or b""
            assert isinstance(content, bytes)
            return content.decode("utf-8", "replace").replace("\r\n", "\n")
    return None
