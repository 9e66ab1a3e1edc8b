"""The desk: views, list and pane. What stands where is kept in the address: view, search, page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Row

from portal import clock
from portal.access import DESK, STAFF, get_or_404, me, open_to
from portal.tickets import queries
from portal.tickets.models import Ticket
from portal.tickets.queue import COUNT_CAP, ORDERS, PAGE, Place, Queue, View, counts
from portal.web.formatting import Reader, due_tag
from portal.web.forms import tidy
from portal.web.pages import reader
from portal.web.rendering import render
from portal.web.written import initials

bp = Blueprint("desk", __name__, url_prefix="/desk")
LONGEST_SEARCH = 100


@bp.get("")
@open_to(STAFF)
def queue() -> ResponseReturnValue:
    """The queue; who does not answer concerns begins with the customers instead."""
    if me().role not in DESK:
        return redirect(url_for("customer_360.search"), 303)
    return render("tickets/desk/queue.html", list=listed(asked()))


def ticket_here(number: str) -> Ticket:
    return get_or_404(queries.ticket_for(me(), number))


def asked() -> Queue:
    """The queue that the address asks for. A search looks through all tickets unless it says."""
    text = _printable(tidy(request.args.get("q", "")))[:LONGEST_SEARCH]
    view = request.args.get("view", "")
    if view not in View.__members__.values():
        view = View.ALL if text else View.NEEDS_REPLY
    return Queue(
        me=me(), view=View(view), text=text, after=Place.read(request.args.get("after", ""))
    )


def in_address(queue: Queue) -> str:
    """The queue as the end of an address, for every link and form that leads back to it."""
    parts = {"view": queue.view, "q": queue.text, "after": queue.after or ""}
    return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class ViewLink:
    url: str
    title: str
    count: str
    is_hot: bool
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class QueueList:
    """What the columns show besides the pane. `rows` are tuples, unpacked by the template."""

    title: str
    says: str
    text: str
    url: str
    views: Sequence[ViewLink]
    rows: Sequence[tuple[Any, ...]]
    first_url: str
    next_url: str


def listed(queue: Queue, *, open_id: int = 0) -> QueueList:
    """The page of the queue; the row of the ticket that stands open in the pane is marked."""
    rows = queue.rows()
    here = url_for("desk.queue")
    views = list(_views(queue, _counted(queue, rows), here))
    return QueueList(
        title="Found" if queue.text else queue.view.title,
        says=_says(queue, rows, views),
        text=queue.text,
        url=here,
        views=views,
        rows=_shown(rows[:PAGE], here, in_address(queue), open_id),
        first_url=here + in_address(replace(queue, after=None)) if queue.after else "",
        next_url=_next(queue, rows, here) if len(rows) > PAGE else "",
    )


def _counted(queue: Queue, rows: Sequence[Row[Any]]) -> dict[View, int]:
    """The counts of the views. A page that shows all of its view knows that one best."""
    counted = counts(queue.me, rows)
    shows_all = len(rows) <= PAGE and not queue.after and not queue.text
    return counted | {queue.view: len(rows)} if shows_all and queue.view in counted else counted


def _views(queue: Queue, counted: dict[View, int], here: str) -> Iterator[ViewLink]:
    for view in View:
        count = counted.get(view)
        yield ViewLink(
            url=f"{here}?view={view}",
            title=view.title,
            count="" if count is None else f"{COUNT_CAP:,}+" if count > COUNT_CAP else str(count),
            is_hot=view is View.LATE and bool(count),
            is_current=view is queue.view and not queue.text,
        )


def _says(queue: Queue, rows: Sequence[Row[Any]], views: Sequence[ViewLink]) -> str:
    order = ORDERS[queue.view].says
    if queue.text:
        return order
    count = next(view.count for view in views if view.is_current)
    return f"{count}, {order}" if count else order


def _next(queue: Queue, rows: Sequence[Row[Any]], here: str) -> str:
    return here + in_address(replace(queue, after=queue.place_of(rows[PAGE - 1])))


def _shown(rows: Sequence[Row[Any]], here: str, kept: str, open_id: int) -> list[tuple[Any, ...]]:
    """A tuple a row. Fifty of them are most of the page: no url_for, no formatting twice."""
    prefix = f"{here}/tickets/{Ticket.number_prefix}"
    clocks = _clocks(reader(), clock.now().replace(second=0, microsecond=0))
    return [
        (
            f"{prefix}{row_id + Ticket.number_offset}{kept}",
            level,
            who,
            clocks[due_at],
            subject,
            snippet,
            _mark(assignee) if assignee else "",
            is_unconfirmed,
            row_id == open_id,
        )
        for row_id, level, who, due_at, _, subject, snippet, is_unconfirmed, assignee, _ in rows
    ]


class Clocks(dict[datetime | None, Markup]):
    """The clocks of one minute as one kind of reader sees them, each drawn once."""

    def __init__(self, for_whom: Reader, minute: datetime) -> None:
        super().__init__()
        self.for_whom = for_whom
        self.minute = minute

    def __missing__(self, due_at: datetime | None) -> Markup:
        icon = current_app.jinja_env.globals["icon"]
        return self.setdefault(due_at, due_tag(due_at, self.for_whom, self.minute, icon))


_clocks = lru_cache(maxsize=8)(Clocks)


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    return initials(name)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
