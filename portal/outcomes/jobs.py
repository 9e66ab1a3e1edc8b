"""What workers do for the report."""

from datetime import timedelta

from portal.jobs import sweep
from portal.outcomes import keeping, lists


@sweep(every=timedelta(minutes=1))
def keep_the_outcomes() -> int:
    return keeping.keep_up()


@sweep(every=timedelta(seconds=5))
def enrol_from_lists() -> int:
    return lists.enrol_some()
