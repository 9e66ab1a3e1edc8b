"""Keeping what somebody types, so that nothing is lost when the page is."""

from collections.abc import Mapping

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.reading import safe_text
from portal.tickets.composing_models import HeldAnswer
from portal.tickets.models import Draft, Reply, Ticket
from portal.tickets.saying import key_of

FIELDS = ("kind", "subject", "body", "order", "visibility", "once")
LONGEST = 100_000


@atomic()
def save(user: User, place: str, fields: Mapping[str, str]) -> Draft | None:
    """Keep the fields under `place`, instead of what was there. Empty ones end the draft.

    A browser may save for the last time just after it has sent: what was sent is no draft.
    """
    kept = {name: safe_text.block(fields[name][:LONGEST]) for name in FIELDS if fields.get(name)}
    is_empty = not (kept.get("body", "").strip() or kept.get("subject", "").strip())
    if is_empty or _was_sent(user, place, kept.get("once")):
        discard(user, place)
        return None
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    values = {"fields": kept, "saved_at": clock.now()}
    session.execute(
        insert(Draft)
        .values(user_id=user.id, place=place, **values)
        .on_conflict_do_update(index_elements=["user_id", "place"], set_=values)
    )
    return draft_of(user, place)


@atomic()
def discard(user: User, place: str) -> None:
    session.execute(delete(Draft).where(Draft.user_id == user.id, Draft.place == place))


def draft_of(user: User, place: str) -> Draft | None:
    if user.id is None:
        return None
    return session.scalars(
        select(Draft)
        .where(Draft.user_id == user.id, Draft.place == place)
        .execution_options(populate_existing=True)
    ).one_or_none()


def desk_place(ticket: Ticket) -> str:
    """Where an agent's draft for this ticket is kept."""
    return f"desk-{ticket.number}"


def _was_sent(user: User, place: str, once: str | None) -> bool:
    """Did the form with this key become a ticket of theirs, or a reply in the ticket it is for?"""
    if not once:
        return False
    number = place.partition("-")[2]
    of_reply = key_of(once, within=Ticket.about_of(Ticket.id_of(number)))
    of_ticket = key_of(once, within=f"customer:{user.customer_id}")
    sent = or_(
        select(Reply.id).where(Reply.once == of_reply).exists(),
        select(Ticket.id).where(Ticket.once == of_ticket).exists(),
        select(HeldAnswer.id)
        .where(HeldAnswer.ticket_id == Ticket.id_of(number), HeldAnswer.once == once)
        .exists(),
    )
    return bool(session.scalar(select(sent)))
