"""Customers at the desk: finding one, and everything about one on a page."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, STAFF, get_or_404, me, open_to
from portal.accounts.queries import people_of
from portal.customers import queries as customers
from portal.customers.models import Customer
from portal.database import session
from portal.history import queries as history
from portal.history.events import KINDS
from portal.history.looking import looked_at
from portal.history.models import Entry
from portal.manifest import domains
from portal.web.forms import tidy
from portal.web.panels import drawn
from portal.web.rendering import render

bp = Blueprint("customer_360", __name__, url_prefix="/desk/customers")
LONGEST_SEARCH = 100
ACCOUNT = "account"
TOPICS = {
    "ticket": "Concerns",
    "order": "Orders",
    "message": "Mails",
    "call": "Calls",
    ACCOUNT: "Account",
}
"""What an entry is about, by the noun of its kind (`ticket.solved`); else it is the account."""


@bp.get("")
@open_to(STAFF)
def search() -> ResponseReturnValue:
    text = tidy(request.args.get("q", "").replace("\0", ""))[:LONGEST_SEARCH]
    after = request.args.get("after", "")
    found = customers.CustomerList(reader=me(), text=text, after=after).select()
    shown = session.scalars(found).all()
    page = shown[: customers.PAGE]
    return render(
        "customer_360/search.html",
        customers=page,
        text=text,
        first_url=_address(".search", q=text) if after else "",
        next_url=_address(".search", q=text, after=page[-1].number)
        if len(shown) > len(page)
        else "",
    )


@bp.get("/<number>")
@open_to(STAFF)
def show(number: str) -> ResponseReturnValue:
    customer = get_or_404(customers.customer_for(me(), number))
    topics = {name: text for name, text in TOPICS.items() if _kinds(name)}
    topic = request.args.get("about", "")
    topic = topic if topic in topics else ""
    entries, older_url = _timeline(customer, topic)
    page = render(
        "customer_360/show.html",
        customer=customer,
        people=session.scalars(people_of(customer.id)).all(),
        panels=list(drawn("panels_360", customer)),
        entries=entries,
        topics=topics,
        topic=topic,
        first_url=_address(".show", number=number, about=topic) if "before" in request.args else "",
        older_url=older_url,
    )
    looked_at(customer.id, by=me())
    return page


@dataclass(frozen=True)
class Line:
    """An entry of the timeline as it is drawn."""

    at: datetime
    text: str
    icon: str
    url: str | None
    by: str = ""
    detail: str = ""


def _timeline(customer: Customer, topic: str) -> tuple[list[Line], str]:
    """One page of the history, and the address of the older one."""
    before = request.args.get("before", "")
    last = history.entry_of(me(), customer, int(before)) if _is_id(before) else None
    shown = session.scalars(
        history.Timeline(
            reader=me(),
            customer=customer,
            kinds=_kinds(topic) if topic else None,
            before=session.scalars(last).one_or_none() if last is not None else None,
        ).select()
    ).all()
    page = shown[: history.PAGE]
    older = ""
    if len(shown) > len(page):
        older = _address(".show", number=customer.number, about=topic, before=str(page[-1].id))
    return [_line(entry) for entry in page], older


def _kinds(topic: str) -> list[str]:
    nouns = {kind: kind.partition(".")[0] for kind in KINDS}
    return [
        kind
        for kind, noun in nouns.items()
        if noun == topic or (topic == ACCOUNT and noun not in TOPICS)
    ]


def _line(entry: Entry) -> Line:
    sentence = entry.sentence if me().role in DESK else entry.event.outline()
    text = (
        f"{entry.actor_name} {sentence}"
        if entry.actor_name
        else sentence[:1].upper() + sentence[1:]
    )
    return Line(entry.at, text, entry.icon, _page_of(entry.about))


def _page_of(about: str | None) -> str | None:
    topic, _, found = (about or "").partition(":")
    for domain in domains():
        if topic in domain.desk_pages and found.isdigit():
            return domain.desk_pages[topic](me(), int(found))
    return None


def _address(endpoint: str, *, number: str = "", **arguments: str) -> str:
    kept = {name: value for name, value in arguments.items() if value}
    path = url_for(endpoint, number=number) if number else url_for(endpoint)
    return f"{path}?{urlencode(kept)}" if kept else path


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
