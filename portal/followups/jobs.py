"""What workers do for follow-ups: enrol. Sending is the ledger's."""

from datetime import timedelta

from portal.followups import enrolling
from portal.jobs import sweep


@sweep(every=timedelta(seconds=30))
def enrol_due() -> int:
    return enrolling.enrol_due()
