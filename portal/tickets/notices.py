"""Telling people of the desk something about a ticket: mentions, and answers that were held."""

import re
from collections.abc import Sequence

from sqlalchemy import func, select, update

from portal import clock
from portal.access import DESK
from portal.accounts.models import User
from portal.database import atomic, session
from portal.messages.once import insert_once
from portal.tickets.composing_models import DeskNotice
from portal.tickets.models import Reply, Ticket
from portal.web.remembering import remembered

MENTION = re.compile(r"(?<![\w@.])@(\w[\w.-]{0,60}\w)")
MOST_SHOWN = 50


@atomic()
def tell_staff(user_id: int, ticket: Ticket, text: str) -> None:
    tell_staff_of(user_id, text, ticket=ticket)


@atomic()
def tell_staff_of(
    user_id: int, text: str, *, ticket: Ticket | None, path: str | None = None
) -> None:
    """The same where there may be no ticket: it is seen at `path` then."""
    ticket_id = ticket.id if ticket else None
    session.add(DeskNotice(user_id=user_id, ticket_id=ticket_id, path=path, text=text[:250]))


@atomic()
def tell_mentioned(note: Reply, *, by: User) -> list[User]:
    """Tell the colleagues a note names, once each; not who wrote it."""
    found = [user for user in mentioned(note.body) if user.id != by.id]
    for user in found:
        insert_once(
            DeskNotice,
            unique=["user_id", "reply_id"],
            user_id=user.id,
            reply_id=note.id,
            ticket_id=note.ticket_id,
            text=f"{by.name} mentioned you in {note.ticket.number}"[:250],
            created_at=clock.now(),
        )
    return found


def mentioned(body: str) -> list[User]:
    """The people of the desk a text names: @Lea, @Lea.Okafor, or the name before the @ of their
    address. A first name that two share names both."""
    names = {name.casefold() for name in MENTION.findall(body)}
    if not names:
        return []
    staff = session.scalars(
        select(User).where(User.role.in_(DESK), User.disabled_at.is_(None)).order_by(User.id)
    )
    return [user for user in staff if names & _called(user)]


def unread(user: User) -> int:
    """How many notices wait for this person."""
    return _unread(user.id) if user.role in DESK else 0


@remembered(seconds=3)
def _unread(user_id: int) -> int:
    """Asked on every page of the desk."""
    waits = (DeskNotice.user_id == user_id, DeskNotice.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(DeskNotice).where(*waits)) or 0


def latest(user: User) -> Sequence[DeskNotice]:
    return session.scalars(
        select(DeskNotice)
        .where(DeskNotice.user_id == user.id)
        .order_by(DeskNotice.id.desc())
        .limit(MOST_SHOWN)
    ).all()


@atomic()
def mark_read(user: User) -> None:
    waits = (DeskNotice.user_id == user.id, DeskNotice.read_at.is_(None))
    session.execute(update(DeskNotice).where(*waits).values(read_at=clock.now()))


def _called(user: User) -> set[str]:
    words = user.name.split()
    ways = {user.email.partition("@")[0], ".".join(words), "".join(words), *words[:1]}
    return {way.casefold() for way in ways if way}
