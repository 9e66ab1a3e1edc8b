"""What workers do for follow-ups: enrol, and end what is over. Sending is the ledger's."""

from datetime import timedelta

from portal.followups import closing, enrolling
from portal.jobs import sweep


@sweep(every=timedelta(seconds=30))
def enrol_due() -> int:
    return enrolling.enrol_due()


@sweep(every=timedelta(minutes=1))
def close_what_is_over() -> int:
    return closing.close_what_is_over()
