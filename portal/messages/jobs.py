"""What workers do for mail, over and over."""

import logging
from datetime import timedelta

from portal.jobs import sweep
from portal.messages import bulk, delivery, fetching, receiving, recovering

log = logging.getLogger(__name__)


@sweep(every=timedelta(seconds=1))
def deliver_due_messages() -> int:
    return delivery.deliver_due()


@sweep(every=timedelta(seconds=2))
def deliver_what_we_like_to_tell() -> int:
    return bulk.deliver_bulk()


@sweep(every=timedelta(seconds=15))
def recover_stale() -> int:
    return recovering.recover_stale()


@sweep(every=timedelta(seconds=20))
def fetch_mailbox() -> int:
    try:
        return fetching.fetch_mailbox()
    except fetching.MailboxAway as away:
        log.warning("the mailbox cannot be read", extra={"reason": str(away)})
        return 0


@sweep(every=timedelta(seconds=30))
def retry_unread_mail() -> int:
    return receiving.file_what_waits()
