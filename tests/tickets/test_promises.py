"""Promises in working hours. The vectors follow what other desks got wrong: the evening before a
weekend, the minute of closing, the night the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.tickets import promises
from portal.tickets.models import Priority, Ticket, TicketKind, TicketState

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("kind", "raised", "promised"),
    [
        pytest.param("broken", "2026-11-23 09:00", "2026-11-23 13:00", id="in the morning"),
        pytest.param("broken", "2026-11-23 06:12", "2026-11-23 13:00", id="before opening"),
        pytest.param("broken", "2026-11-23 13:30", "2026-11-23 17:30", id="to the last minute"),
        pytest.param("broken", "2026-11-23 13:31", "2026-11-24 09:01", id="a minute too late"),
        pytest.param("complaint", "2026-11-27 16:50", "2026-11-30 12:20", id="over a weekend"),
        pytest.param("broken", "2026-11-28 11:00", "2026-11-30 13:00", id="on a Saturday"),
        pytest.param("broken", "2026-11-27 17:30", "2026-11-30 13:00", id="at closing time"),
        pytest.param("question", "2026-11-23 10:00", "2026-11-24 09:30", id="a day and a bit"),
        pytest.param("idea", "2026-11-26 12:00", "2026-11-30 11:00", id="two days"),
        pytest.param("broken", "2026-03-28 02:30", "2026-03-30 13:00", id="clocks go forward"),
        pytest.param("broken", "2026-10-23 16:30", "2026-10-26 12:00", id="clocks go back"),
    ],
)
def test_a_promise_counts_working_hours_only(kind, raised, promised):
    found = promises.promised_by(TicketKind(kind), here(raised), AMSTERDAM)

    assert found == here(promised)
    assert found.tzinfo is UTC


def test_what_is_raised_far_away_is_promised_in_the_company_s_hours():
    evening_in_lima = datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("America/Lima"))

    promised = promises.promised_by(TicketKind.BROKEN, evening_in_lima, AMSTERDAM)

    assert promised == here("2026-11-24 13:00")


def test_nobody_answers_on_a_holiday(monkeypatch):
    monkeypatch.setattr(promises, "HOLIDAYS", frozenset({date(2026, 12, 25)}))

    promised = promises.promised_by(TicketKind.BROKEN, here("2026-12-24 16:30"), AMSTERDAM)

    assert promised == here("2026-12-28 12:00")


@pytest.mark.parametrize("kind", TicketKind)
def test_what_hurts_is_answered_first(kind):
    hurts = kind in (TicketKind.BROKEN, TicketKind.COMPLAINT)

    assert promises.first_priority(kind) is (Priority.HIGH if hurts else Priority.NORMAL)
    assert (promises.FIRST_ANSWER[kind] == timedelta(hours=4)) is hurts


@pytest.mark.parametrize(
    ("state", "text"),
    [("new", "Received"), ("open", "We're on it"), ("waiting", "Your turn"), ("solved", "Solved")],
)
def test_every_state_has_plain_words(state, text):
    assert promises.status_of(Ticket(state=TicketState(state))).text == text


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
    said = promises.what_next(of, now=now, say=lambda at: f"{at.astimezone(AMSTERDAM):%H:%M}")
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
