"""A ticket as one conversation for whoever reads it: words and happenings, oldest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from portal.tickets import queries
from portal.tickets.models import Attachment, Reply, Ticket
from portal.tickets.queries import Happening


@dataclass(frozen=True)
class FileLink:
    """A file as the page shows it."""

    url: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True)
class Word:
    """A reply as its reader sees it: theirs or somebody's, with its files."""

    reply: Reply
    is_mine: bool
    files: list[FileLink]

    @property
    def at(self) -> datetime:
        return self.reply.created_at


def thread_of(ticket: Ticket, user: Any) -> list[Word | Happening]:
    """What this person may read of the ticket; who took it on comes before what they said."""
    words = [_word(ticket, reply, user) for reply in queries.words_in(ticket, user)]
    items: list[Word | Happening] = [*words, *queries.happenings_in(ticket)]
    return sorted(items, key=lambda item: (item.at, _rank(item)))


def _word(ticket: Ticket, reply: Reply, user: Any) -> Word:
    is_mine = not reply.by_staff and (
        reply.author_id == user.id or (reply.author_id is None and reply.author_name == user.name)
    )
    return Word(reply, is_mine, [_link(ticket, file) for file in reply.attachments])


def _link(ticket: Ticket, file: Attachment) -> FileLink:
    url = url_for("tickets.file", number=ticket.number, file_id=file.id, name=file.name)
    return FileLink(url, file.name, file.size, file.media_type)


def _rank(item: Word | Happening) -> int:
    """Within one moment: taken on, then said, then solved."""
    if isinstance(item, Word):
        return 1
    return 0 if item.icon == "user-check" else 2
