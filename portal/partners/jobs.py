"""What goes by itself: staff hear that a partner is late."""

from datetime import timedelta

from portal.jobs import sweep
from portal.partners import queries, talking


@sweep(every=timedelta(minutes=5))
def tell_of_late_answers() -> int:
    late = queries.late_and_untold()
    for job in late:
        talking.warn(job)
    return len(late)
