"""What the house promises until somebody at the desk says otherwise. Pure."""

from datetime import timedelta, tzinfo

from portal.deadlines.calendars import Calendar
from portal.promises.hours import week_of

NAME = "The house's standard"
WEEK = {str(day): ["09:00-17:30"] for day in range(5)}
FIRST_ANSWER = {
    "broken": timedelta(hours=4),
    "complaint": timedelta(hours=4),
    "question": timedelta(hours=8),
    "request": timedelta(hours=8),
    "idea": timedelta(hours=16),
    "praise": timedelta(hours=16),
}
NEXT_ANSWER = timedelta(hours=8)


def calendar(zone: tzinfo) -> Calendar:
    return Calendar.of(zone, week_of(WEEK))
