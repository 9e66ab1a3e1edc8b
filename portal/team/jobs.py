"""What workers do: keep the counts."""

from datetime import timedelta

from portal.jobs import sweep
from portal.team import counting


@sweep(every=timedelta(minutes=1))
def keep_the_counts() -> int:
    return counting.keep_up()
