"""What workers do with answers that wait."""

from datetime import timedelta

from portal.jobs import sweep
from portal.tickets import leaving


@sweep(every=timedelta(seconds=1))
def release_due_answers() -> int:
    return leaving.release_due()
