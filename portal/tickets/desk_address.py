"""The queue as an address says it: view, search, filters, order, columns, page."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from flask import request

from portal.access import me
from portal.tickets import by_date, desk_columns, filters
from portal.tickets.ordering import SORTED, Place
from portal.tickets.queue import Queue, View
from portal.web.forms import tidy

LONGEST_SEARCH = 100


def asked() -> Queue:
    """The queue that the address asks for. A search looks through all tickets unless it says."""
    queue = queue_at(request.args)
    return replace(queue, columns=desk_columns.read(request.args.getlist("cols")))


def queue_at(address: Mapping[str, str]) -> Queue:
    text = _printable(tidy(address.get("q", "")))[:LONGEST_SEARCH]
    chosen, _ = filters.read(address)
    view = address.get("view", "")
    if view not in View.__members__.values():
        view = View.ALL if text or chosen else View.NEEDS_REPLY
    sort = address.get("sort", "") or _sort_of(chosen)
    return Queue(
        me=me(),
        view=View(view),
        text=text,
        filters=chosen,
        sort=sort if sort in SORTED else "",
        after=Place.read(address.get("after", "")),
        columns=desk_columns.read([address.get("cols", "")]),
        plays=address.get("play", "") == "1",
    )


def in_address(queue: Queue, *, with_place: bool = True) -> str:
    """The queue as the end of an address, for every link and form that leads back to it."""
    parts = {"view": queue.view, **queue.filters, "q": queue.text, "sort": queue.sort}
    parts["cols"] = ".".join(queue.columns)
    if with_place:
        parts["after"] = str(queue.after or "")
        parts["play"] = "1" if queue.plays else ""
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def _sort_of(chosen: Mapping[str, str]) -> str:
    """What is narrowed to some days comes in their order: an index has them so."""
    return next((by_date.SORTS[name] for name in chosen if name in by_date.SORTS), "")


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable())
