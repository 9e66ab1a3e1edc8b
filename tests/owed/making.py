"""A policy that holds, and what it makes us owe."""

from datetime import UTC, datetime

from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.owed import following, owing
from portal.owed.models import OwedCheckIn
from portal.relationship import publishing, starting

BEFORE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SOON = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
"""The day after everything in these tests was delivered."""
DUE = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
"""The end of the tenth working day, in Amsterdam."""


def decided(by, **changes):
    """The starter's policy with Kim, or whoever, as the one who asks."""
    document = starting.document()
    document["lines"][-1] |= changes
    seen = publishing.in_force()
    with clock.stopped_at(BEFORE):
        return publishing.publish(document, seen=seen.n if seen else 0, reason="A test", by=by)


def owed(at=SOON):
    """Let a worker owe what was delivered."""
    with clock.stopped_at(at):
        owing.owe_what_was_delivered()
    return all_owed()


def looked(at):
    """Let a worker look at the mails, and tell of what is late."""
    with clock.stopped_at(at):
        following.look_at_what_is_due()
        following.tell_who_leads()
    return all_owed()


def all_owed():
    session.expire_all()
    return list(session.scalars(select(OwedCheckIn).order_by(OwedCheckIn.id)))
