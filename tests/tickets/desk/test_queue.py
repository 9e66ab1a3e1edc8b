from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from portal import clock
from portal.database import atomic, session
from portal.tickets.models import Origin, Priority, Ticket, TicketKind, TicketState
from portal.tickets.ordering import Place
from portal.tickets.queue import COUNT_CAP, PAGE, Queue, View, counts
from tests import make

HOUR = timedelta(hours=1)


def subjects(me, view, **more):
    return [row.subject for row in Queue(me=me, view=view, **more).rows()]


def due_in(hours, *, by, **more):
    """A ticket whose answer is promised that many hours from now."""
    return make.ticket(by=by, at=clock.now() + hours * HOUR - timedelta(days=1), **more)


def test_what_needs_a_reply_comes_soonest_promise_first(ana, kim):
    due_in(5, by=ana, subject="later")
    due_in(-2, by=ana, subject="late")
    due_in(1, by=ana, subject="soon")
    make.ticket(by=ana, answered_by=kim, subject="waits for Ana")
    make.ticket(by=ana, state=TicketState.SOLVED, subject="done")

    assert subjects(kim, View.NEEDS_REPLY) == ["late", "soon", "later"]


def test_late_or_soon_leaves_out_what_has_time(ana, kim):
    due_in(5, by=ana, subject="later")
    due_in(-2, by=ana, subject="late")
    due_in(1, by=ana, subject="soon")

    assert subjects(kim, View.LATE) == ["late", "soon"]


def test_what_is_mine_comes_with_what_waits_at_the_end(ana, kim, lea):
    make.ticket(by=ana, answered_by=kim, assignee=kim, subject="waits for Ana")
    due_in(3, by=ana, assignee=kim, subject="to answer")
    due_in(1, by=ana, assignee=lea, subject="Lea's")
    make.ticket(by=ana, state=TicketState.SOLVED, assignee=kim, subject="done")

    assert subjects(kim, View.MINE) == ["to answer", "waits for Ana"]


def test_unassigned_is_what_nobody_has_and_somebody_must(ana, kim):
    due_in(3, by=ana, subject="nobody's")
    due_in(1, by=ana, assignee=kim, subject="Kim's")
    make.ticket(by=ana, answered_by=kim, subject="waits for Ana")

    assert subjects(kim, View.UNASSIGNED) == ["nobody's"]


def test_who_has_been_silent_longest_comes_first(ana, kim):
    make.ticket(by=ana, answered_by=kim, subject="since today")
    make.ticket(by=ana, answered_by=kim, at=clock.now() - 90 * HOUR, subject="for days")

    assert subjects(kim, View.WAITING) == ["for days", "since today"]


def test_what_was_solved_last_comes_first(ana, kim):
    make.ticket(by=ana, state=TicketState.SOLVED, at=clock.now() - 90 * HOUR, subject="old")
    make.ticket(by=ana, state=TicketState.SOLVED, subject="new")

    assert subjects(kim, View.SOLVED) == ["new", "old"]
    assert subjects(kim, View.ALL) == ["new", "old"]


def test_a_row_tells_who_how_urgent_and_who_has_it(ana, kim):
    ticket = make.ticket(by=ana, assignee=kim, priority=Priority.URGENT, confirmed=False)

    (row,) = Queue(me=kim).rows()

    assert (row.id, row.who, row.priority) == (ticket.id, "Ana Ruiz", "urgent")
    assert (row.assignee, row.is_unconfirmed) == ("Kim Visser", True)
    assert row.due_at == ticket.due_at


@pytest.mark.parametrize("view", [View.NEEDS_REPLY, View.ALL])
def test_paging_neither_repeats_nor_skips_while_tickets_come_in(ana, kim, view):
    many(ana, 2 * PAGE + 7)
    before = {row.id for row in Queue(me=kim, view=View.ALL).rows()}
    seen, after = [], None
    while True:
        queue = Queue(me=kim, view=view, after=after)
        rows = queue.rows()
        seen += [row.id for row in rows[:PAGE]]
        make.ticket(by=ana)
        if len(rows) <= PAGE:
            break
        after = queue.place_of(rows[PAGE - 1])

    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    assert len(seen) >= 2 * PAGE + 7


def test_tickets_due_in_the_same_moment_are_all_shown(ana, kim):
    many(ana, PAGE + 3, at=make.MONDAY)

    queue = Queue(me=kim)
    first = queue.rows()
    second = Queue(me=kim, after=queue.place_of(first[PAGE - 1])).rows()

    assert len({row.id for row in [*first[:PAGE], *second]}) == PAGE + 3


def test_counting_stops_at_the_cap(ana, kim):
    many(ana, COUNT_CAP + 5)

    counted = counts(kim, Queue(me=kim).rows())

    assert counted[View.NEEDS_REPLY] == COUNT_CAP + 1
    assert counted[View.UNASSIGNED] == COUNT_CAP + 1
    assert (counted[View.MINE], counted[View.WAITING]) == (0, 0)


def test_an_empty_view_knows_how_full_the_others_are(ana, kim):
    make.ticket(by=ana)

    counted = counts(kim, Queue(me=kim, view=View.MINE).rows())

    assert (counted[View.NEEDS_REPLY], counted[View.MINE]) == (1, 0)


@pytest.mark.parametrize("text", ["C-1001", "c-1001", "1001", " 1001 "])
def test_a_ticket_is_found_by_its_number(ana, kim, text):
    make.ticket(by=ana, subject="this one")
    make.ticket(by=ana, subject="not this one")

    assert subjects(kim, View.ALL, text=text) == ["this one"]


def test_every_word_must_be_somewhere(ana, ben, kim):
    make.ticket(by=ana, subject="Brake squeals after rain")
    make.ticket(by=ana, subject="Light flickers")
    make.ticket(by=ben, subject="Brake squeals after rain")

    assert len(subjects(kim, View.ALL, text="brake")) == 2
    assert subjects(kim, View.ALL, text="RUIZ brake") == ["Brake squeals after rain"]
    assert subjects(kim, View.ALL, text="ana@example.com light") == ["Light flickers"]
    assert subjects(kim, View.ALL, text="ruiz horn") == []


def test_the_next_ticket_is_the_one_below_then_the_first(ana, kim):
    first, second, third = (due_in(hours, by=ana) for hours in (1, 2, 3))
    queue = Queue(me=kim)

    assert queue.next_after(first) == second.number
    assert queue.next_after(third) == first.number


def test_after_the_only_ticket_there_is_none(ana, kim):
    assert Queue(me=kim).next_after(make.ticket(by=ana)) is None


def test_a_place_survives_the_address():
    place = Place(datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC), 7)

    assert Place.read(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "-", "7", "x-y", "1-", "-1", "999999999999999999-1", "1" * 40 + "-1", "1-٣", "²-1"]
)
def test_nonsense_is_no_place(text):
    assert Place.read(text) is None


@atomic()
def many(by, number, *, at=None):
    """That many new tickets of one customer, a minute apart unless all are raised at once."""
    start = at or make.MONDAY
    apart = timedelta() if at else timedelta(minutes=1)
    session.execute(
        insert(Ticket),
        [
            {
                "customer_id": by.customer_id,
                "contact_point_id": by.customer.contact_points[0].id,
                "kind": TicketKind.QUESTION,
                "subject": f"Question {each}",
                "origin": Origin.WEB,
                "confirmed_at": start,
                "opened_at": start,
                "last_word_at": start + each * apart,
                "due_at": start + each * apart,
                "first_promised_at": start,
            }
            for each in range(number)
        ],
    )
