"""What narrows the queue: one parameter of the address each, and the condition it stands for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from portal import clock
from portal.customers.models import Customer
from portal.orders import customer_stages
from portal.orders.models import Order
from portal.tickets import by_date, by_department, by_source
from portal.tickets.models import Origin, Priority, Ticket, TicketKind, TicketState
from portal.tickets.tagging import tag_of
from portal.tickets.view_models import TicketTag
from portal.web.formatting import SOON
from portal.web.languages import LANGUAGES
from portal.web.pages import reader

t = Ticket.__table__.c
LONGEST = 250
DUE = {"late": "Late", "soon": "Late or soon", "today": "By tonight"}
BOUGHT = (
    select(func.coalesce(func.sum(Order.price_minor), 0))
    .where(Order.customer_id == t.customer_id, Order.cancelled_at.is_(None))
    .correlate(Ticket.__table__)
    .scalar_subquery()
)
"""What the ticket's customer has ordered, in cents."""
VALUES = {
    "none": (0, 0),
    "some": (1, 199_999),
    "2000": (200_000, 499_999),
    "5000": (500_000, None),
}
VALUE_NAMES = {
    "none": "Nothing yet",
    "some": "Below 2,000",
    "2000": "2,000 to 5,000",
    "5000": "5,000 and more",
}
SORTS = {
    "due": "Soonest first",
    "latest": "Latest first",
    "longest": "Longest first",
    "opened": "Newest first",
    "solved": "Last solved first",
}


@dataclass(frozen=True)
class Filter:
    """`reads` gives the value in what the address says, or "" where that is none."""

    title: str
    reads: Callable[[str], str]
    holds: Callable[[str, Any], ColumnElement[bool]]
    choices: Mapping[str, str] | None = None
    is_day: bool = False


def _one_of(choices: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: text if text and text in choices else ""


def _choice(
    title: str, choices: Mapping[str, str], holds: Callable[[str, Any], ColumnElement[bool]]
) -> Filter:
    return Filter(title, _one_of(choices), holds, choices)


def _assignee(text: str) -> str:
    is_id = text.isascii() and text.isdigit() and len(text) <= 9
    return text if text in ("me", "none") or is_id else ""


def _assigned_to(value: str, me: Any) -> ColumnElement[bool]:
    if value == "none":
        return t.assignee_id.is_(None)
    return t.assignee_id == (me.id if value == "me" else int(value))


def _due(value: str, _me: Any) -> ColumnElement[bool]:
    return t.due_at < {"late": clock.now(), "soon": clock.now() + SOON, "today": _tonight()}[value]


def _tonight() -> datetime:
    """The end of the reader's own day."""
    here = clock.now().astimezone(reader().zone)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _order(text: str) -> str:
    return Order.number_of(found) if (found := Order.id_of(text)) else ""


def _product(value: str, _me: Any) -> ColumnElement[bool]:
    return t.order_id.in_(select(Order.id).where(Order.product == value))


def _tagged(value: str, _me: Any) -> ColumnElement[bool]:
    return t.id.in_(select(TicketTag.ticket_id).where(TicketTag.word == value))


def _speaks(value: str, _me: Any) -> ColumnElement[bool]:
    return t.customer_id.in_(select(Customer.id).where(Customer.language == value))


def _bought(value: str, _me: Any) -> ColumnElement[bool]:
    """One customer after the other, so that a page looks only at as many as it shows."""
    least, most = VALUES[value]
    return BOUGHT.between(least, most) if most is not None else least <= BOUGHT


def _stage(value: str, _me: Any) -> ColumnElement[bool]:
    return customer_stages.is_at(customer_stages.Stage(value), t.customer_id)


def _day(title: str, holds: Callable[[str, Any], ColumnElement[bool]]) -> Filter:
    return Filter(title, by_date.reads, holds, is_day=True)


def _names(members: Any) -> dict[str, str]:
    return {member.value: member.value.capitalize() for member in members}


FILTERS: dict[str, Filter] = {
    "state": _choice("Status", _names(TicketState), lambda value, me: t.state == value),
    "kind": _choice("Kind", _names(TicketKind), lambda value, me: t.kind == value),
    "priority": _choice("Priority", _names(Priority), lambda value, me: t.priority == value),
    "assignee": Filter("Assigned to", _assignee, _assigned_to),
    "department": Filter("Department", by_department.reads, by_department.holds),
    "due": _choice("Due", DUE, _due),
    "late": _choice("Late", by_date.LATE, by_date.late),
    "origin": _choice("Came by", _names(Origin), lambda value, me: t.origin == value),
    "from": _choice("Began with", by_source.Sources(), by_source.holds),
    "language": _choice(
        "Language", {tag: spoken.name for tag, spoken in LANGUAGES.items()}, _speaks
    ),
    "tag": Filter("Tag", tag_of, _tagged),
    "product": Filter("Product", lambda text: text[:LONGEST], _product),
    "stage": _choice(
        "Customer", {stage.value: title for stage, title in customer_stages.TITLES.items()}, _stage
    ),
    "value": _choice("Bought", VALUE_NAMES, _bought),
    "order": Filter("Order", _order, lambda value, me: t.order_id == Order.id_of(value)),
    "opened_from": _day("Opened from", by_date.opened_from),
    "opened_to": _day("Opened to", by_date.opened_to),
    "solved_from": _day("Solved from", by_date.solved_from),
    "solved_to": _day("Solved to", by_date.solved_to),
}


def read(address: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The filters an address names, and those of its values that mean nothing here."""
    chosen, unknown = {}, []
    for name, each in FILTERS.items():
        text = "".join(letter for letter in address.get(name, "") if letter.isprintable()).strip()
        if value := each.reads(text):
            chosen[name] = value
        elif text:
            unknown.append(f"{each.title}: {text[:40]}")
    return chosen, unknown


def condition(chosen: Mapping[str, str], me: Any) -> ColumnElement[bool]:
    return and_(*(FILTERS[name].holds(value, me) for name, value in chosen.items()))
