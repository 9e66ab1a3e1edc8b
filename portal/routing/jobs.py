"""What goes by itself: concerns leave a department that was retired."""

from datetime import timedelta

from portal.jobs import sweep
from portal.routing import retiring


@sweep(every=timedelta(minutes=1))
def leave_retired_departments() -> int:
    return retiring.sweep_what_was_left()
