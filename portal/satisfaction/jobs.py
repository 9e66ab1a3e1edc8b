"""What workers do: ask whoever is to be asked."""

from datetime import timedelta

from portal.jobs import sweep
from portal.satisfaction import asking


@sweep(every=timedelta(seconds=30))
def ask_how_it_was() -> int:
    return asking.ask_due()
