"""A ticket as one conversation for whoever reads it: words and happenings, oldest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for

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
    who: str
    is_mine: bool
    files: list[FileLink]

    @property
    def at(self) -> datetime:
        return self.reply.created_at


def thread_of(
    ticket: Ticket, user: Any, link_to: Callable[[Attachment], FileLink | None] | None = None
) -> list[Word | Happening]:
    """What this person may read of the ticket; who took it on comes before what they said."""
    words = [_word(ticket, reply, user, link_to) for reply in queries.words_in(ticket, user)]
    us = current_app.extensions["portal_settings"].brand.name
    items: list[Word | Happening] = [*words, *queries.happenings_in(ticket, user, us=us)]
    return sorted(items, key=lambda item: (item.at, _rank(item)))


def _word(
    ticket: Ticket,
    reply: Reply,
    user: Any,
    link_to: Callable[[Attachment], FileLink | None] | None,
) -> Word:
    links = [link_to(file) if link_to else _link(ticket, file) for file in reply.attachments]
    who = queries.name_for(user, reply.author_name)
    return Word(reply, who, _is_mine(reply, user), [link for link in links if link])


def _is_mine(reply: Reply, user: Any) -> bool:
    if reply.by_staff or not user.is_authenticated:
        return False
    return reply.author_id == user.id or (
        reply.author_id is None and reply.author_name == user.name
    )


def _link(ticket: Ticket, file: Attachment) -> FileLink:
    url = url_for("tickets.file", number=ticket.number, file_id=file.id, name=file.name)
    return FileLink(url, file.name, file.size, file.media_type)


def _rank(item: Word | Happening) -> int:
    """Within one moment: taken on, then said, then solved."""
    if isinstance(item, Word):
        return 1
    return 0 if item.icon == "user-check" else 2
