"""The customer's concerns as a list to search, narrow, sort and take along."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from portal.orders import queries as orders
from portal.orders.models import Order
from portal.tickets import policy, queries, standing
from portal.tickets.forms import KINDS
from portal.tickets.models import Reply, Ticket, TicketState
from portal.web.formatting import Reader
from portal.web.languages import _, lazy
from portal.web.listing import Choice, Listing, Sorting, View
from portal.web.tables import Table

VIEWS = {
    "all": View(lazy("All")),
    "open": View(lazy("Open"), Ticket.state != TicketState.SOLVED),
    "waiting": View(lazy("Your turn"), Ticket.state == TicketState.WAITING),
    "solved": View(lazy("Solved"), Ticket.state == TicketState.SOLVED),
}
SORTINGS = {
    "latest": Sorting(lazy("Last word first"), (Ticket.last_word_at, Ticket.id)),
    "newest": Sorting(lazy("Newest first"), (Ticket.opened_at, Ticket.id)),
    "oldest": Sorting(lazy("Oldest first"), (Ticket.opened_at, Ticket.id), descending=False),
}


def concerns(user: Any) -> Listing:
    return Listing(
        model=Ticket,
        visible=queries.concerns_seen_by(user),
        says=lambda word: _says(user, word),
        views=VIEWS,
        sortings=SORTINGS,
        choices=[
            Choice(
                "kind",
                lazy("Kind"),
                lazy("All kinds"),
                {kind.value: text for kind, text in KINDS},
                lambda kind: Ticket.kind == kind,
            ),
            Choice(
                "order",
                lazy("Order"),
                lazy("All orders"),
                dict(orders.choices(user.customer_id)),
                lambda number: Ticket.order_id == Order.id_of(number),
            ),
        ],
    )


def table(found: Sequence[Ticket], reader: Reader) -> Table:
    columns = [
        _("Reference"), _("Subject"), _("Kind"), _("Status"), _("Order"), _("Raised"),
        _("Last word"), _("Solved"),
    ]  # fmt: skip
    kinds = dict(KINDS)
    rows = [
        (
            each.number, each.subject, str(kinds[each.kind]), str(standing.status_of(each).text),
            each.order.number if each.order else "", _minute(each.opened_at, reader),
            _minute(each.last_word_at, reader), _minute(each.solved_at, reader),
        )
        for each in found
    ]  # fmt: skip
    return Table(name="concerns", title=_("Your concerns"), columns=columns, rows=rows)


def _minute(at: datetime | None, reader: Reader) -> str:
    return f"{at.astimezone(reader.zone):%Y-%m-%d %H:%M}" if at else ""


def _says(user: Any, word: str) -> ColumnElement[bool]:
    """The number, the subject, or something said that this person may read."""
    said = (
        select(Reply.id)
        .where(
            Reply.ticket_id == Ticket.id,
            policy.words_visible_to(user),
            Reply.body.icontains(word, autoescape=True),
        )
        .exists()
    )
    return or_(
        Ticket.id == Ticket.id_of(word), Ticket.subject.icontains(word, autoescape=True), said
    )
