"""How a concern stands, in the customer's words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.tickets import standing
from portal.tickets.models import Ticket, TicketState

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("state", "text"),
    [("new", "Received"), ("open", "We're on it"), ("waiting", "Your turn"), ("solved", "Solved")],
)
def test_every_state_has_plain_words(state, text):
    assert standing.status_of(Ticket(state=TicketState(state))).text == text


MONDAY = here("2026-11-23 09:00")


def ticket(state: TicketState, **moments: datetime | None) -> Ticket:
    usual = {
        "opened_at": MONDAY,
        "first_promised_at": MONDAY + timedelta(hours=4),
        "due_at": None,
        "first_answered_at": None,
        "solved_at": None,
    }
    return Ticket(state=state, **(usual | moments))


def steps(of: Ticket, now: datetime = MONDAY) -> list[tuple[str, str, str]]:
    said = standing.what_next(of, now=now, say=lambda at: f"{at.astimezone(AMSTERDAM):%H:%M}")
    return [(step.name, step.when, step.state) for step in said]


def test_a_new_concern_shows_when_it_is_answered():
    assert steps(ticket(TicketState.NEW, due_at=MONDAY + timedelta(hours=4))) == [
        ("Received", "09:00", "done"),
        ("First answer", "By 13:00", "now"),
        ("Solved", "When you say so, or we do", "todo"),
    ]


def test_a_broken_promise_is_said_before_the_customer_asks():
    late = ticket(TicketState.NEW, due_at=MONDAY + timedelta(hours=4))

    assert steps(late, MONDAY + timedelta(hours=5))[1] == (
        "First answer", "Promised by 13:00. We are late", "now",
    )  # fmt: skip


def test_a_kept_promise_stays_on_the_page():
    answered = ticket(TicketState.WAITING, first_answered_at=MONDAY + timedelta(hours=1))

    assert steps(answered)[1:3] == [
        ("First answer", "10:00, promised by 13:00", "done"),
        ("Your turn", "We go on as soon as you reply", "turn"),
    ]


def test_after_the_customer_s_word_the_next_answer_is_promised():
    ours = ticket(
        TicketState.OPEN,
        first_answered_at=MONDAY + timedelta(hours=1),
        due_at=MONDAY + timedelta(hours=8),
    )

    assert steps(ours)[2] == ("Our next answer", "By 17:00", "now")


def test_what_is_solved_promises_nothing_more():
    ended = ticket(TicketState.SOLVED, solved_at=MONDAY + timedelta(hours=2))

    assert steps(ended) == [("Received", "09:00", "done"), ("Solved", "11:00", "done")]
