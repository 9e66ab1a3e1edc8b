"""The way to the mail server: paused while it does not work, so that no mail pays for that."""

import logging
from datetime import timedelta

from portal import clock
from portal.database import atomic, lock, session
from portal.messages.models import Lane
from portal.messages.once import insert_once

log = logging.getLogger(__name__)
SMTP = "smtp"
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
BULK = "bulk"
MINUTE = timedelta(minutes=1)
ALARM_AFTER = timedelta(minutes=10)


def lane() -> Lane:
    return session.get(Lane, SMTP) or Lane(name=SMTP, faults=0)


def is_paused() -> bool:
    until = lane().paused_until
    return until is not None and until > clock.now()


@atomic()
def pause(reason: str) -> None:
    """Let the mail server rest: 5 seconds, then longer each time, at most a minute."""
    insert_once(Lane, unique=["name"], name=SMTP)
    row = lock(session.get_one(Lane, SMTP))
    now = clock.now()
    row.since = row.since or now
    row.faults += 1
    row.reason = reason[:250]
    row.paused_until = now + min(FIRST_PAUSE * 2 ** min(row.faults - 1, 10), LONGEST_PAUSE)
    level = logging.ERROR if now - row.since > ALARM_AFTER else logging.WARNING
    log.log(level, "mail cannot be handed over", extra={"reason": reason, "since": row.since})


@atomic()
def works() -> None:
    """It took a mail again."""
    row = session.get(Lane, SMTP)
    if row is not None and row.faults:
        row.faults, row.reason, row.since, row.paused_until = 0, None, None, None


@atomic()
def allowance(per_minute: int, most: int) -> int:
    """How many of up to `most` may leave now when all workers together keep to `per_minute`, and
    counts them; 0 a minute is no limit."""
    if not per_minute:
        return most
    insert_once(Lane, unique=["name"], name=BULK, faults=0)
    row = lock(session.get_one(Lane, BULK))
    now = clock.now()
    if row.since is None or row.since <= now - MINUTE:
        row.since, row.taken = now, 0
    allowed = max(0, min(most, per_minute - row.taken))
    row.taken += allowed
    return allowed


@atomic()
def give_back(per_minute: int, count: int) -> None:
    """So many of the allowance were not needed after all."""
    if per_minute and count:
        lock(session.get_one(Lane, BULK)).taken -= count
