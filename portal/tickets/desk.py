"""The desk: views, list and pane. What stands where is kept in the address: view, search, page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from portal import clock
from portal.access import DESK, STAFF, get_or_404, me, open_to
from portal.tickets import desk_queries, filters, queries, saved_views
from portal.tickets.desk_rows import shown
from portal.tickets.models import Ticket
from portal.tickets.ordering import SORTED, Place
from portal.tickets.queue import COUNT_CAP, PAGE, Queue, View, count_each, counts
from portal.tickets.survivors import survivor_of
from portal.web.forms import tidy
from portal.web.remembering import remembered
from portal.web.rendering import render

bp = Blueprint("desk", __name__, url_prefix="/desk")
LONGEST_SEARCH = 100
MOST_FRESH = 99


@bp.get("")
@open_to(STAFF)
def queue() -> ResponseReturnValue:
    """The queue; who does not answer concerns begins with the customers instead."""
    if me().role not in DESK:
        return redirect(url_for("customer_360.search"), 303)
    return render("tickets/desk/queue.html", list=listed(asked()))


def ticket_here(number: str) -> Ticket:
    """The ticket of that number. From one that was merged the way goes on to what speaks for it:
    what was pressed on its old page does nothing there.
    """
    ticket = get_or_404(queries.ticket_for(me(), number))
    if ticket.is_merged:
        survivor = survivor_of(ticket)
        flash(f"{ticket.number} is part of {survivor.number} now", "warn")
        abort(redirect(url_for("desk.show", number=survivor.number), 303))
    return ticket


def ticket_said_to(number: str) -> Ticket:
    """The ticket in which something is said: words for a merged one reach what speaks for it."""
    return survivor_of(get_or_404(queries.ticket_for(me(), number)))


def asked() -> Queue:
    """The queue that the address asks for. A search looks through all tickets unless it says."""
    return queue_at(request.args)


def queue_at(address: Mapping[str, str]) -> Queue:
    text = _printable(tidy(address.get("q", "")))[:LONGEST_SEARCH]
    chosen, _ = filters.read(address)
    view = address.get("view", "")
    if view not in View.__members__.values():
        view = View.ALL if text or chosen else View.NEEDS_REPLY
    sort = address.get("sort", "")
    return Queue(
        me=me(),
        view=View(view),
        text=text,
        filters=chosen,
        sort=sort if sort in SORTED else "",
        after=Place.read(address.get("after", "")),
    )


def in_address(queue: Queue, *, with_place: bool = True) -> str:
    """The queue as the end of an address, for every link and form that leads back to it."""
    parts = {"view": queue.view, **queue.filters, "q": queue.text, "sort": queue.sort}
    if with_place:
        parts["after"] = str(queue.after or "")
    return "?" + urlencode({name: value for name, value in parts.items() if value})


@bp.get("/fresh")
@open_to(DESK)
def fresh() -> ResponseReturnValue:
    """How many concerns have something new since the page was made: it never moves by itself."""
    since = Place.read(f"{request.args.get('since', '')}-0")
    count = asked().fresh(since.at, most=MOST_FRESH) if since else 0
    url = url_for(".queue") + in_address(replace(asked(), after=None))
    here = _fresh_url(asked(), since.at if since else clock.now())
    return render("tickets/desk/_fresh.html", count=count, most=MOST_FRESH, url=url, fresh_url=here)


def _fresh_url(queue: Queue, since: datetime) -> str:
    moment = str(Place(since, 0)).removesuffix("-0")
    return f"{url_for('.fresh')}{in_address(queue, with_place=False)}&since={moment}"


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
    saved: Sequence[ViewLink]
    chosen: Mapping[str, str]
    unknown: Sequence[str]
    filters: Mapping[str, filters.Filter]
    sorts: Mapping[str, str]
    staff: Sequence[Row[tuple[int, str]]]
    shows_filters: bool
    kept: str
    fresh_url: str
    rows: Sequence[tuple[Any, ...]]
    first_url: str
    next_url: str


def listed(queue: Queue, *, open_id: int = 0) -> QueueList:
    """The page of the queue; the row of the ticket that stands open in the pane is marked."""
    rows = queue.rows()
    here = url_for("desk.queue")
    views = list(_views(queue, _counted(queue, rows), here))
    kept = in_address(queue)
    return QueueList(
        title="Found" if queue.is_narrowed else queue.view.title,
        says=_says(queue, rows, views),
        text=queue.text,
        url=here,
        views=views,
        saved=_saved(queue, here),
        chosen=queue.filters | ({"sort": queue.sort} if queue.sort else {}),
        unknown=filters.read(request.args)[1],
        filters=filters.FILTERS,
        sorts=filters.SORTS,
        staff=_staff(),
        shows_filters=bool(queue.filters or queue.sort or "filter" in request.args),
        kept=kept,
        fresh_url=_fresh_url(queue, clock.now()),
        rows=shown(rows[:PAGE], here, kept, open_id),
        first_url=here + in_address(replace(queue, after=None)) if queue.after else "",
        next_url=_next(queue, rows, here) if len(rows) > PAGE else "",
    )


def _counted(queue: Queue, rows: Sequence[Row[Any]]) -> dict[View, int]:
    """The counts of the views. A page that shows all of its view knows that one best."""
    counted = counts(queue.me, rows)
    shows_all = len(rows) <= PAGE and not queue.after and not queue.is_narrowed
    return counted | {queue.view: len(rows)} if shows_all and queue.view in counted else counted


def _views(queue: Queue, counted: dict[View, int], here: str) -> Iterator[ViewLink]:
    for view in View:
        count = counted.get(view)
        yield ViewLink(
            url=f"{here}?view={view}",
            title=view.title,
            count=_count(count),
            is_hot=view is View.LATE and bool(count),
            is_current=view is queue.view and not queue.is_narrowed,
        )


def _saved(queue: Queue, here: str) -> list[ViewLink]:
    """The views with a name that stand beside the queue, all counted in one question."""
    pinned = saved_views.pinned_for(queue.me)
    held = [queue_at(dict(parse_qsl(view.filters))) for view in pinned]
    this = in_address(queue, with_place=False)
    return [
        ViewLink(
            url=f"{here}?{view.filters}",
            title=view.name,
            count=_count(count),
            is_hot=False,
            is_current=this == f"?{view.filters}",
        )
        for view, count in zip(pinned, count_each(held), strict=True)
    ]


@remembered(seconds=30)
def _staff() -> Sequence[Row[tuple[int, str]]]:
    return desk_queries.desk_staff()


def _count(count: int | None) -> str:
    if count is None:
        return ""
    return f"{COUNT_CAP:,}+" if count > COUNT_CAP else str(count)


def _says(queue: Queue, rows: Sequence[Row[Any]], views: Sequence[ViewLink]) -> str:
    order = queue.order.says
    if queue.is_narrowed:
        return order
    count = next(view.count for view in views if view.is_current)
    return f"{count}, {order}" if count else order


def _next(queue: Queue, rows: Sequence[Row[Any]], here: str) -> str:
    return here + in_address(replace(queue, after=queue.place_of(rows[PAGE - 1])))


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
