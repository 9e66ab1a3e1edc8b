"""The desk: views, list and pane. What stands where is kept in the address: view, search, page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import Row

from portal import clock
from portal.access import DESK, STAFF, get_or_404, me, open_to
from portal.tickets import desk_choices, desk_columns, filters, queries, saved_views
from portal.tickets.desk_address import asked, in_address, queue_at
from portal.tickets.desk_rows import shown
from portal.tickets.models import Ticket
from portal.tickets.ordering import Place
from portal.tickets.queue import COUNT_CAP, PAGE, Queue, View, count_each, counts
from portal.tickets.survivors import survivor_of
from portal.web.remembering import remembered
from portal.web.rendering import render

bp = Blueprint("desk", __name__, url_prefix="/desk")
MOST_FRESH = 99


@bp.get("")
@open_to(STAFF)
def queue() -> ResponseReturnValue:
    """The queue; who does not answer concerns begins with the customers instead."""
    if me().role not in DESK:
        return redirect(url_for("customer_360.search"), 303)
    queue = asked()
    if queue.plays:
        return redirect(_first_of(queue), 303)
    return render("tickets/desk/queue.html", list=listed(queue))


def _first_of(queue: Queue) -> str:
    """The first concern to play with; the list where there is none."""
    rows = queue.rows()
    if rows:
        return url_for(".show", number=Ticket.number_of(rows[0].id)) + in_address(queue)
    flash("Nothing waits in this view")
    return url_for(".queue") + in_address(replace(queue, plays=False))


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
    view: View
    says: str
    text: str
    url: str
    views: Sequence[ViewLink]
    saved: Sequence[ViewLink]
    chosen: Mapping[str, str]
    chips: Sequence[str]
    unknown: Sequence[str]
    filters: Mapping[str, filters.Filter]
    sorts: Mapping[str, str]
    staff: Mapping[str, str]
    departments: Mapping[str, str]
    for_several: Markup
    shows_filters: bool
    opens_filters: bool
    kept: str
    fresh_url: str
    rows: Sequence[tuple[Any, ...]]
    table: desk_columns.Table | None
    columns: Mapping[str, str]
    chosen_columns: Sequence[str]
    play_url: str
    first_url: str
    next_url: str


def listed(queue: Queue, *, open_id: int = 0) -> QueueList:
    """The page of the queue; the row of the ticket that stands open in the pane is marked."""
    rows = queue.rows()
    here = url_for("desk.queue")
    views = list(_views(queue, _counted(queue, rows), here))
    saved = _saved(queue, here)
    kept = in_address(queue)
    return QueueList(
        title=_title(queue, saved),
        view=queue.view,
        says=_says(queue, rows, views),
        text=queue.text,
        url=here,
        views=views,
        saved=saved,
        chosen=queue.filters | ({"sort": queue.sort} if queue.sort else {}),
        chips=list(_chips(queue)),
        unknown=filters.read(request.args)[1],
        filters=filters.FILTERS,
        sorts=filters.SORTS,
        staff=desk_choices.colleagues(),
        departments=desk_choices.in_house(),
        for_several=desk_choices.for_several(),
        shows_filters=_shows_filters(queue),
        opens_filters="filter" in request.args,
        kept=kept,
        fresh_url=_fresh_url(queue, clock.now()),
        rows=shown(rows[:PAGE], here, kept, open_id),
        table=_table(queue, rows[:PAGE], kept, open_id),
        columns=desk_columns.TITLES,
        chosen_columns=queue.columns,
        play_url=here + in_address(replace(queue, plays=True, after=None)) if rows else "",
        first_url=here + in_address(replace(queue, after=None)) if queue.after else "",
        next_url=_next(queue, rows, here) if len(rows) > PAGE else "",
    )


def _table(
    queue: Queue, rows: Sequence[Row[Any]], kept: str, open_id: int
) -> desk_columns.Table | None:
    """Only where no concern stands beside it: there is no room for both."""
    return desk_columns.table(rows, queue.columns, kept) if queue.columns and not open_id else None


def _shows_filters(queue: Queue) -> bool:
    return bool(queue.filters or queue.sort or queue.columns or "filter" in request.args)


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
    """The views with a name that stand beside the queue."""
    pinned = saved_views.pinned_for(queue.me)
    counted = _saved_counts(queue.me.id, tuple(view.filters for view in pinned))
    this = in_address(queue, with_place=False)
    return [
        ViewLink(
            url=f"{here}?{view.filters}",
            title=view.name,
            count=_count(count),
            is_hot=False,
            is_current=this == f"?{view.filters}",
        )
        for view, count in zip(pinned, counted, strict=True)
    ]


@remembered(seconds=10)
def _saved_counts(_me_id: int, filters_of: Sequence[str]) -> Sequence[int]:
    """All counted in one question, by who asks now; what is "mine" differs for each."""
    return count_each([queue_at(dict(parse_qsl(each))) for each in filters_of])


def _title(queue: Queue, saved: Sequence[ViewLink]) -> str:
    for view in saved:
        if view.is_current:
            return view.title
    is_search = queue.text or (queue.filters and queue.view is View.ALL)
    return "Found" if is_search else queue.view.title


def _chips(queue: Queue) -> Iterator[str]:
    """What narrows the list, in words."""
    names = {"assignee": desk_choices.colleagues(), "department": desk_choices.in_house()}
    for name, value in queue.filters.items():
        each = filters.FILTERS[name]
        yield f"{each.title}: {(each.choices or names.get(name) or {}).get(value, value)}"
    if queue.sort:
        yield f"Sorted: {filters.SORTS[queue.sort].lower()}"


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
