"""What workers do for mail, over and over."""

from datetime import timedelta

from portal.jobs import sweep
from portal.messages import delivery, receiving, recovering


@sweep(every=timedelta(seconds=1))
def deliver_due_messages() -> int:
    return delivery.deliver_due()


@sweep(every=timedelta(seconds=15))
def recover_stale() -> int:
    return recovering.recover_stale()


@sweep(every=timedelta(seconds=30))
def retry_unread_mail() -> int:
    return receiving.file_what_waits()
