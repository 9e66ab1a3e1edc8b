"""What the house promises without a policy: the evening before a weekend, the minute of closing,
the night the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.promises import standard
from portal.tickets.models import Priority, TicketKind
from portal.tickets.raising import first_priority

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
    found = standard.calendar(AMSTERDAM).after(here(raised), standard.FIRST_ANSWER[kind])

    assert found == here(promised)
    assert found.tzinfo is UTC


def test_what_is_raised_far_away_is_promised_in_the_company_s_hours():
    evening_in_lima = datetime(2026, 11, 23, 18, 0, tzinfo=ZoneInfo("America/Lima"))

    promised = standard.calendar(AMSTERDAM).after(evening_in_lima, timedelta(hours=4))

    assert promised == here("2026-11-24 13:00")


@pytest.mark.parametrize("kind", TicketKind)
def test_what_hurts_is_answered_first(kind):
    hurts = kind in (TicketKind.BROKEN, TicketKind.COMPLAINT)

    assert first_priority(kind) is (Priority.HIGH if hurts else Priority.NORMAL)
    assert (standard.FIRST_ANSWER[kind] == timedelta(hours=4)) is hurts
