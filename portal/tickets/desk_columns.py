"""The queue as a table, with the columns that somebody chose for a view."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for
from markupsafe import Markup
from sqlalchemy import Row

from portal import clock
from portal.database import session
from portal.departments.models import Department
from portal.orders.models import Order
from portal.tickets.filters import BOUGHT
from portal.tickets.forms import KINDS
from portal.tickets.models import Ticket
from portal.tickets.view_models import TicketTag
from portal.web.formatting import due_tag, money, time_tag
from portal.web.pages import reader

TITLES = {
    "customer": "Customer",
    "subject": "Subject",
    "kind": "Kind",
    "state": "Status",
    "department": "Department",
    "assignee": "Assigned to",
    "priority": "Priority",
    "due": "Due",
    "word": "Last word",
    "tags": "Tags",
    "value": "Bought",
    "order": "Order",
}
"""Every column there is, in the order they stand in."""
t, d, tagged = (model.__table__.c for model in (Ticket, Department, TicketTag))
KIND_NAMES = dict(KINDS)


@dataclass(frozen=True)
class Table:
    """`rows` are number, address, and one cell for each of `titles`."""

    titles: Mapping[str, str]
    rows: Sequence[tuple[str, str, Sequence[Any]]]


def read(named: Sequence[str]) -> tuple[str, ...]:
    """The columns an address names, with dots or one by one; what is none of ours is left out."""
    wanted = {name for each in named for name in each.split(".")}
    return tuple(name for name in TITLES if name in wanted)


def table(rows: Sequence[Row[Any]], columns: Sequence[str], kept: str) -> Table:
    """What the chosen columns say of these rows of the queue."""
    more = _more(rows, columns)
    shown = [
        (
            Ticket.number_of(row.id),
            url_for("desk.show", number=Ticket.number_of(row.id)) + kept,
            [CELLS[name](row, more) for name in columns],
        )
        for row in rows
    ]
    return Table({name: TITLES[name] for name in columns}, shown)


@dataclass(frozen=True)
class More:
    own: Mapping[int, Row[Any]]
    tags: Mapping[int, Sequence[str]]


def _more(rows: Sequence[Row[Any]], columns: Sequence[str]) -> More:
    """What a row of the queue does not carry, for all of the page at once."""
    ids = [row.id for row in rows]
    own = {row.id: row for row in session.connection().execute(OWN, {"ids": ids})}
    tags = defaultdict(list)
    if "tags" in columns:
        for ticket_id, word in session.connection().execute(TAGS, {"ids": ids}):
            tags[ticket_id].append(word)
    return More(own, tags)


def _due(row: Row[Any], _more: More) -> Markup:
    icon = current_app.jinja_env.globals["icon"]
    return due_tag(row.due_at, reader(), clock.now(), icon, is_foreseen=row.is_foreseen)


def _value(row: Row[Any], more: More) -> str:
    bought = more.own[row.id].bought
    return money(int(bought), reader=reader()) if bought else ""


def _order(row: Row[Any], more: More) -> str:
    order_id = more.own[row.id].order_id
    return Order.number_of(order_id) if order_id else ""


CELLS: dict[str, Callable[[Row[Any], More], Any]] = {
    "customer": lambda row, more: row.who,
    "subject": lambda row, more: row.subject,
    "kind": lambda row, more: KIND_NAMES[more.own[row.id].kind],
    "state": lambda row, more: more.own[row.id].state.capitalize(),
    "department": lambda row, more: more.own[row.id].department or "",
    "assignee": lambda row, more: row.assignee or "",
    "priority": lambda row, more: row.priority.capitalize(),
    "due": _due,
    "word": lambda row, more: time_tag(row.last_word_at, reader(), clock.now()),
    "tags": lambda row, more: ", ".join(more.tags.get(row.id, ())),
    "value": _value,
    "order": _order,
}
_IDS = sa.bindparam("ids", expanding=True)
OWN = (
    sa.select(
        t.id,
        t.kind,
        sa.type_coerce(t.state, sa.String).label("state"),
        t.order_id,
        d.name.label("department"),
        BOUGHT.label("bought"),
    )
    .outerjoin(Department.__table__, d.id == t.department_id)
    .where(t.id.in_(_IDS))
)
TAGS = (
    sa.select(tagged.ticket_id, tagged.word)
    .where(tagged.ticket_id.in_(_IDS))
    .order_by(tagged.ticket_id, tagged.word)
)
