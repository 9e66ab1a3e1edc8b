"""Telling members of staff what they asked to hear of a ticket: a word comes, it is solved."""

from sqlalchemy import delete, select

from portal.access import Actor
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.models import Entry
from portal.history.recording import on
from portal.tickets import notices
from portal.tickets.events import TicketReplied, TicketSolved
from portal.tickets.models import Ticket
from portal.tickets.survivors import survivor_of
from portal.tickets.time_models import Follower


@atomic()
def follow(ticket: Ticket, *, by: User) -> None:
    """Tell them from now on. Following twice changes nothing."""
    lock(ticket)
    if not follows(by, ticket):
        session.add(Follower(customer_id=ticket.customer_id, ticket_id=ticket.id, user_id=by.id))


@atomic()
def unfollow(ticket: Ticket, *, by: User) -> None:
    session.execute(delete(Follower).where(*_is(by, ticket)))


def follows(user: Actor, ticket: Ticket) -> bool:
    return session.scalars(select(Follower.id).where(*_is(user, ticket))).first() is not None


@on(TicketReplied)
def tell_of_a_word(entry: Entry) -> None:
    _tell(entry, f"{entry.actor_name or 'The customer'} wrote in")


@on(TicketSolved)
def tell_of_the_end(entry: Entry) -> None:
    _tell(entry, f"{entry.actor_name or 'The customer'} solved")


def _tell(entry: Entry, what: str) -> None:
    ticket = session.get_one(Ticket, Ticket.id_about(entry.about))
    survivor = survivor_of(ticket)
    followed = (
        Follower.ticket_id == survivor.id,
        Follower.user_id.is_distinct_from(entry.actor_id),
    )
    for user_id in session.scalars(select(Follower.user_id).where(*followed)).all():
        notices.tell_staff(user_id, survivor, f"{what} {survivor.number}"[:250])


def _is(user: Actor, ticket: Ticket) -> tuple[object, object]:
    return (Follower.ticket_id == ticket.id, Follower.user_id == user.id)
