from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.preferences.timing import allowed_at, next_morning

PARIS = ZoneInfo("Europe/Paris")
NIGHT = (22 * 60, 7 * 60)
NOON = (12 * 60, 13 * 60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "goes"),
    [
        (None, "2026-11-23T23:00", "2026-11-23T23:00"),
        (NIGHT, "2026-11-23T21:59", "2026-11-23T21:59"),
        (NIGHT, "2026-11-23T22:00", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T06:59", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T07:00", "2026-11-24T07:00"),
        (NOON, "2026-11-24T12:30", "2026-11-24T13:00"),
        (NOON, "2026-11-24T13:00", "2026-11-24T13:00"),
        ((600, 600), "2026-11-24T10:00", "2026-11-24T10:00"),
        # The night the clocks go back is an hour longer, and they are quiet in all of it.
        (NIGHT, "2026-10-24T23:30", "2026-10-25T07:00"),
    ],
)
def test_what_falls_into_quiet_hours_goes_when_they_end(quiet, now, goes):
    assert allowed_at(at(now), PARIS, quiet) == at(goes)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-24T08:00"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-03-28T20:00", "2026-03-29T08:00"),
    ],
)
def test_the_summary_comes_in_the_morning_of_where_they_live(now, morning):
    assert next_morning(at(now), PARIS) == at(morning)
