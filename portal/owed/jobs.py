"""What workers do for what is owed: owe it, look at its mails, and tell of what is late."""

from datetime import timedelta

from portal.jobs import sweep
from portal.owed import following, owing


@sweep(every=timedelta(seconds=30))
def owe_what_was_delivered() -> int:
    return owing.owe_what_was_delivered()


@sweep(every=timedelta(seconds=30))
def look_at_what_is_due() -> int:
    return following.look_at_what_is_due()


@sweep(every=timedelta(seconds=30))
def tell_who_leads() -> int:
    return following.tell_who_leads()
