"""Who of the desk is at a ticket right now. Told by what their pages send, never by a GET."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.tickets.composing_models import Presence
from portal.tickets.models import Ticket

STAYS = timedelta(seconds=50)
"""Longer than two looks of an open page."""
TYPES = timedelta(seconds=20)


@dataclass(frozen=True)
class Present:
    user_id: int
    name: str
    is_typing: bool


@atomic()
def touch(ticket: Ticket, *, by: User, is_typing: bool) -> None:
    """They have it open now. Those who left long ago are forgotten."""
    now = clock.now()
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    told = {"seen_at": now, **({"typed_at": now} if is_typing else {})}
    session.execute(
        insert(Presence)
        .values(ticket_id=ticket.id, user_id=by.id, **told)
        .on_conflict_do_update(index_elements=["ticket_id", "user_id"], set_=told)
    )
    gone = Presence.seen_at < now - 10 * STAYS
    session.execute(delete(Presence).where(Presence.ticket_id == ticket.id, gone))


@atomic()
def leave(ticket: Ticket, *, by: User) -> None:
    """They are done with it."""
    session.execute(
        delete(Presence).where(Presence.ticket_id == ticket.id, Presence.user_id == by.id)
    )


def others_at(ticket: Ticket, *, me: User) -> list[Present]:
    """Colleagues who have the ticket open, who types first."""
    now = clock.now()
    rows = session.execute(
        select(User.id, User.name, Presence.typed_at)
        .join(Presence, Presence.user_id == User.id)
        .where(
            Presence.ticket_id == ticket.id, Presence.user_id != me.id,
            Presence.seen_at > now - STAYS,
        )
        .order_by(User.name)
    )  # fmt: skip
    found = [
        Present(user_id, name, typed_at is not None and typed_at > now - TYPES)
        for user_id, name, typed_at in rows
    ]
    return sorted(found, key=lambda present: not present.is_typing)
