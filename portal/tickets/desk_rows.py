"""The rows of the desk's list as the template unpacks them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Row

from portal import clock
from portal.tickets.models import Ticket
from portal.web.formatting import Reader, due_tag
from portal.web.pages import reader
from portal.web.written import initials


def shown(rows: Sequence[Row[Any]], here: str, kept: str, open_id: int) -> list[tuple[Any, ...]]:
    """A tuple a row. Fifty of them are most of the page: no url_for, no formatting twice."""
    prefix = f"{here}/tickets/{Ticket.number_prefix}"
    clocks = _clocks(reader(), clock.now().replace(second=0, microsecond=0))
    return [
        (
            f"{Ticket.number_prefix}{row_id + Ticket.number_offset}",
            f"{prefix}{row_id + Ticket.number_offset}{kept}",
            level,
            who,
            clocks[due_at, is_foreseen],
            subject,
            snippet,
            _mark(assignee) if assignee else "",
            is_unconfirmed,
            row_id == open_id,
        )
        for (
            row_id,
            level,
            who,
            due_at,
            _,
            subject,
            snippet,
            is_unconfirmed,
            assignee,
            is_foreseen,
            _,
        ) in rows
    ]


class Clocks(dict[tuple[datetime | None, bool], Markup]):
    """The clocks of one minute as one kind of reader sees them, each drawn once."""

    def __init__(self, for_whom: Reader, minute: datetime) -> None:
        super().__init__()
        self.for_whom = for_whom
        self.minute = minute

    def __missing__(self, key: tuple[datetime | None, bool]) -> Markup:
        due_at, is_foreseen = key
        icon = current_app.jinja_env.globals["icon"]
        tag = due_tag(due_at, self.for_whom, self.minute, icon, is_foreseen=is_foreseen)
        return self.setdefault(key, tag)


_clocks = lru_cache(maxsize=8)(Clocks)


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    return initials(name)
