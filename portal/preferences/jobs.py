"""What workers do: summaries that are due."""

from datetime import timedelta

from portal.jobs import sweep
from portal.preferences import summaries


@sweep(every=timedelta(seconds=20))
def send_summaries() -> int:
    return summaries.send_due()
