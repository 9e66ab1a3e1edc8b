"""What workers do for the desk: check drafts that are too big to be checked in a page."""

from datetime import timedelta

from portal.building import findings
from portal.jobs import sweep


@sweep(every=timedelta(seconds=1))
def check_drafts() -> int:
    return findings.check_waiting()
