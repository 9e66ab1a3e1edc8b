"""Questions about tickets. Each starts at the policy, so what is not yours cannot come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Sight, User
from portal.customers.models import ContactPoint
from portal.database import session
from portal.history.models import Entry
from portal.orders import queries as orders
from portal.orders.models import Order
from portal.tickets import policy
from portal.tickets.events import TicketEvent
from portal.tickets.models import Attachment, Reply, Ticket, TicketState
from portal.web.languages import _

MOST_COUNTED = 99


def ticket_for(user: Any, number: str) -> Select[tuple[Ticket]]:
    """The ticket of that number, if this person may see it."""
    return (
        select(Ticket)
        .options(
            joinedload(Ticket.customer),
            joinedload(Ticket.contact_point),
            joinedload(Ticket.assignee),
            joinedload(Ticket.order),
        )
        .where(Ticket.id == Ticket.id_of(number), policy.visible_to(user))
    )


def concerns_of(user: Any) -> Select[tuple[Ticket]]:
    """What this person sees of their customer's concerns, the last said first."""
    return concerns_seen_by(user).order_by(Ticket.last_word_at.desc(), Ticket.id.desc())


def concerns_seen_by(user: Any) -> Select[tuple[Ticket]]:
    return (
        select(Ticket)
        .options(joinedload(Ticket.order))
        .where(policy.visible_to(user), Ticket.customer_id == user.customer_id)
    )


def waiting_for(user: Any) -> Select[tuple[Ticket]]:
    """Where it is this person's turn, longest first."""
    return (
        select(Ticket)
        .options(joinedload(Ticket.assignee))
        .where(
            policy.visible_to(user),
            Ticket.customer_id == user.customer_id,
            Ticket.state == TicketState.WAITING,
        )
        .order_by(Ticket.last_word_at, Ticket.id)
    )


def count_waiting(user: Any) -> int:
    if user.customer_id is None:
        return 0
    some = waiting_for(user).with_only_columns(Ticket.id).order_by(None).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def words_in(ticket: Ticket, user: Any) -> Sequence[Reply]:
    """What was said in the ticket, as far as this person may read it, oldest first."""
    return session.scalars(
        select(Reply)
        .options(selectinload(Reply.attachments))
        .where(Reply.ticket_id == ticket.id, policy.words_visible_to(user))
        .order_by(Reply.id)
    ).all()


@dataclass(frozen=True)
class Happening:
    """Between the words: "Ines Vermeer took this on"."""

    at: datetime
    text: str
    icon: str


def happenings_in(ticket: Ticket, user: Any, *, us: str) -> list[Happening]:
    """What this person may read of the ticket's history, oldest first. `us` did what nobody did."""
    entries = session.scalars(
        select(Entry).where(Entry.about == ticket.about).order_by(Entry.at, Entry.id)
    )
    return [happening for entry in entries if (happening := _happening(entry, user, us))]


def name_for(user: Any, name: str) -> str:
    """Somebody's name as this person may read it: who has only a link is shown no address."""
    return name if user.is_authenticated or "@" not in name else _("The customer")


def file_in(ticket: Ticket, attachment_id: int, user: Any) -> Select[tuple[Attachment]]:
    return (
        select(Attachment)
        .join(Attachment.reply)
        .where(
            Attachment.id == attachment_id,
            Attachment.ticket_id == ticket.id,
            policy.words_visible_to(user),
        )
    )


def colleagues_of(ticket: Ticket) -> Sequence[User]:
    """The people of the ticket's customer."""
    return session.scalars(
        select(User)
        .where(User.customer_id == ticket.customer_id, User.disabled_at.is_(None))
        .order_by(User.name, User.id)
    ).all()


def readers_of(ticket: Ticket) -> list[User]:
    """Who of the customer's people sees this ticket."""
    return [user for user in colleagues_of(ticket) if policy.may_read(user, ticket)]


def may_be_shown_to(ticket: Ticket) -> list[User]:
    """Colleagues who see it only when somebody shows it to them, and to whom nobody has."""
    return [
        user
        for user in colleagues_of(ticket)
        if user.sees is Sight.SHARED and not policy.may_read(user, ticket)
    ]


def is_closed(contact_point: ContactPoint) -> bool:
    """The access of whoever reads there has ended: they hear no more, and are heard no more."""
    user = session.get(User, contact_point.user_id) if contact_point.user_id else None
    return user is not None and not user.is_active


def order_of(user: User, number: str) -> Order | None:
    """The order they chose from their own; None for no number, or one that is not theirs."""
    return session.scalars(orders.order_for(user, number)).one_or_none()


def concern_of(user: User, number: str) -> Ticket | None:
    return session.scalars(ticket_for(user, number)).one_or_none()


def contact_point_of(user: User) -> ContactPoint:
    """Where this customer's user gets mail."""
    return session.scalars(
        select(ContactPoint).where(
            ContactPoint.address_key == user.email_key, ContactPoint.customer_id == user.customer_id
        )
    ).one()


def _happening(entry: Entry, user: Any, us: str) -> Happening | None:
    event = entry.event
    if not isinstance(event, TicketEvent):
        return None
    if not (user.is_authenticated or event.is_for_guests):
        return None
    is_theirs = user.is_authenticated and entry.actor_id == user.id
    who = name_for(user, entry.actor_name or us)
    text = event.in_thread(None if is_theirs else who)
    return Happening(entry.at, text, event.icon) if text else None
