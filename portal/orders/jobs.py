"""What goes by itself: a reminder before an answer is due."""

from datetime import timedelta

from portal.jobs import sweep
from portal.orders import delays


@sweep(every=timedelta(minutes=30))
def remind_of_delays() -> int:
    return delays.remind()
