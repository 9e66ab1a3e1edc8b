"""What workers do for privacy: make copies, throw old ones away, erase who is due."""

from datetime import timedelta

from portal.jobs import sweep
from portal.privacy import copying, erasure


@sweep(every=timedelta(seconds=5))
def make_copies() -> int:
    return copying.make_what_waits()


@sweep(every=timedelta(minutes=10))
def throw_away_old_copies() -> int:
    return copying.throw_away_old()


@sweep(every=timedelta(seconds=30))
def erase_who_is_due() -> int:
    return erasure.run_due()
