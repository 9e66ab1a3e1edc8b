"""However a search is answered, it is what reading everything would give: page by page, on both
databases, for words that many, some, few and none say."""

from dataclasses import dataclass
from datetime import datetime

import pytest
import sqlalchemy as sa

from portal.articles.words import words_of
from portal.customers.models import ContactPoint
from portal.database import atomic, session
from portal.demo.filling.company import fill
from portal.orders.models import Order
from portal.tickets import finding
from portal.tickets.models import Ticket, TicketState
from portal.tickets.ordering import EPOCH
from portal.tickets.queue import PAGE, Queue, View
from portal.tickets.searching import LONG_SPELL, asked, spell_of
from portal.tickets.view_models import TicketTag

MANY = 1_500
TEXTS = (
    "in", "the", "brake", "squeals", "squea", "rain", "zwolle", "recall", "xylophone", "m",
    "brake rain", "rain brake", "squeals rain", "in the rain", '"in the rain"', '"in the rai',
    '"rain the"', "front brake squeals", "brake xylophone", "xylophone brake", "thursday ten",
    "example.com", "example.com brake", "C-10", "C-2", "M-2000", "M-2001", "SN-12", "ada",
    "aalders", "ada aalders", "aalders ada", "vera jansen", "petit brake", "warranty thursday",
    "köl", "łód",
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A ticket with all its words, as somebody would read it."""

    id: int
    state: str
    last_word_at: datetime
    due_at: datetime | None
    parts: list[list[str]]

    def says(self, text: str) -> bool:
        terms, is_open = asked(text)
        open_at = len(terms) - 1 if is_open else len(terms)
        return bool(terms) and all(
            any(_stands_in(part, term, is_open=number == open_at) for part in self.parts)
            for number, term in enumerate(terms)
        )


def _stands_in(part: list[str], term: list[str], *, is_open: bool) -> bool:
    *first, last = term
    for at in range(len(part) - len(first)):
        ends = part[at + len(first)]
        if part[at : at + len(first)] == first and (
            ends.startswith(last) if is_open else ends == last
        ):
            return True
    return False


def read_all() -> list[Read]:
    addresses: dict[int, list[str]] = {}
    for point in session.scalars(sa.select(ContactPoint)):
        addresses.setdefault(point.customer_id, []).extend((point.address, point.name))
    return [
        Read(
            ticket.id, ticket.state, ticket.last_word_at, ticket.due_at,
            [words_of(text) for text in (
                ticket.number, ticket.subject, ticket.customer.name,
                Order.number_of(ticket.order_id) if ticket.order_id else "",
                *addresses[ticket.customer_id], *(reply.body for reply in ticket.replies),
            )],
        )
        for ticket in session.scalars(sa.select(Ticket))
    ]  # fmt: skip


@pytest.fixture
def shelves(app, kim, lea, monkeypatch):
    """So many tickets, and a search that takes few of them for many."""
    fill(MANY)
    for name, size in {"GLANCE": 30, "LOOK": 200, "FEW": 10, "MOST_GATHERED": 90}.items():
        monkeypatch.setattr(finding, name, size)
    return read_all()


def pages(queue: Queue, count: int) -> list[int]:
    seen: list[int] = []
    for _ in range(count):
        rows = queue.rows()
        seen += [row.id for row in rows[:PAGE]]
        if len(rows) <= PAGE:
            break
        queue = Queue(
            me=queue.me, view=queue.view, text=queue.text, sort=queue.sort,
            filters=queue.filters, after=queue.place_of(rows[PAGE - 1]),
        )  # fmt: skip
    return seen


def latest_first(found: list[Read]) -> list[int]:
    return [each.id for each in sorted(found, key=lambda each: (each.last_word_at, each.id))][::-1]


def test_three_pages_of_each_search_are_what_reading_everything_gives(shelves, kim):
    for text in TEXTS:
        expected = latest_first([each for each in shelves if each.says(text)])
        found = pages(Queue(me=kim, view=View.ALL, text=text), 3)
        assert found == expected[: 3 * PAGE], text


def test_in_a_view_and_in_another_order_too(shelves, kim):
    for text in ("brake", "rain", "squeals rain", "in the rain", "ada", "xylophone"):
        said = [each for each in shelves if each.says(text)]
        solved = latest_first([each for each in said if each.state == TicketState.SOLVED])
        assert pages(Queue(me=kim, view=View.SOLVED, text=text), 2) == solved[: 2 * PAGE], text

        oldest = Queue(me=kim, view=View.ALL, text=text, sort="longest")
        assert pages(oldest, 2) == latest_first(said)[::-1][: 2 * PAGE], text

        owed = sorted((each.due_at, each.id) for each in said if each.due_at)
        assert pages(Queue(me=kim, view=View.NEEDS_REPLY, text=text), 2) == [
            ticket_id for _, ticket_id in owed[: 2 * PAGE]
        ], text


def test_with_filters_too(shelves, kim):
    recalled = set(
        session.scalars(sa.select(TicketTag.ticket_id).where(TicketTag.word == "recall"))
    )
    for text in ("brake", "squeals rain", "ada", "in the rain"):
        said = [each for each in shelves if each.says(text) and each.id in recalled]
        queue = Queue(me=kim, view=View.ALL, text=text, filters={"tag": "recall"})
        assert pages(queue, 2) == latest_first(said)[: 2 * PAGE], text


def test_what_was_indexed_before_spells_were_short_is_found_in_its_place(shelves, kim):
    if session.database.is_sqlite:
        return
    with atomic():
        for each in shelves[::2]:
            session.execute(
                sa.text(
                    "UPDATE search_tickets SET words = CAST(:long AS tsvector)"
                    " || ts_delete(words, :short) WHERE ticket_id = :id"
                ),
                {
                    "id": each.id,
                    "short": spell_of(each.last_word_at).strip("'"),
                    "long": f"'~{(each.last_word_at - EPOCH) // LONG_SPELL}'",
                },
            )

    for text in ("brake", "rain", "squeals rain", "in the rain", "ada aalders"):
        expected = latest_first([each for each in shelves if each.says(text)])
        assert pages(Queue(me=kim, view=View.ALL, text=text), 3) == expected[: 3 * PAGE], text
