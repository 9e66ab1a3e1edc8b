"""What happens at the desk is what is learned from."""

from sqlalchemy import delete, select

from portal.access import Actor
from portal.accounts.models import User
from portal.database import session
from portal.history.models import Entry
from portal.history.recording import on
from portal.learning import confirming, fields
from portal.learning.events import TicketSpokenIn
from portal.learning.models import Field, ToRead
from portal.tickets.act_events import (
    TicketActUndone,
    TicketHandedOver,
    TicketKindChanged,
    TicketTagged,
    TicketUntagged,
)
from portal.tickets.events import (
    TicketPrioritised,
    TicketRaised,
    TicketReopened,
    TicketReplied,
    TicketSolved,
)
from portal.tickets.models import Ticket
from portal.tickets.spam_events import TicketMarkedSpam, TicketNotSpam


@on(TicketRaised)
@on(TicketReplied)
def let_the_worker_read_it(entry: Entry) -> None:
    ticket_id = Ticket.id_about(entry.about)
    if session.get(ToRead, ticket_id) is None:
        session.add(ToRead(ticket_id=ticket_id))
        session.flush()


@on(TicketHandedOver)
def learn_the_department(entry: Entry) -> None:
    if (by := _person(entry)) is None:
        return
    ticket = _ticket(entry)
    if ticket.department_id is None:
        confirming.withdraw(ticket, Field.DEPARTMENT, "", by=by)
    else:
        confirming.confirm(ticket, Field.DEPARTMENT, str(ticket.department_id), by=by)


@on(TicketKindChanged)
def learn_the_kind(entry: Entry) -> None:
    _learn(entry, Field.KIND)


@on(TicketPrioritised)
def learn_the_urgency(entry: Entry) -> None:
    _learn(entry, Field.URGENCY)


@on(TicketSpokenIn)
def learn_the_language(entry: Entry) -> None:
    _learn(entry, Field.LANGUAGE)


@on(TicketTagged)
def learn_the_topic(entry: Entry) -> None:
    if (by := _person(entry)) is not None:
        confirming.confirm(_ticket(entry), Field.TOPIC, entry.particulars["tag"], by=by)


@on(TicketUntagged)
def unlearn_the_topic(entry: Entry) -> None:
    if (by := _person(entry)) is not None:
        confirming.withdraw(_ticket(entry), Field.TOPIC, entry.particulars["tag"], by=by)


@on(TicketActUndone)
def believe_what_stands(entry: Entry) -> None:
    session.flush()
    confirming.reconsider(_ticket(entry))


@on(TicketSolved)
def nobody_said(entry: Entry) -> None:
    confirming.leave_unsaid(_ticket(entry))


@on(TicketMarkedSpam)
def nothing_is_to_be_learned(entry: Entry) -> None:
    confirming.leave_unsaid(_ticket(entry))
    session.execute(delete(ToRead).where(ToRead.ticket_id == Ticket.id_about(entry.about)))


@on(TicketNotSpam)
@on(TicketReopened)
def it_goes_on(entry: Entry) -> None:
    confirming.ask_again(_ticket(entry))


def _learn(entry: Entry, field: Field) -> None:
    if (by := _person(entry)) is not None:
        ticket = _ticket(entry)
        confirming.confirm(ticket, field, fields.now(ticket, field), by=by)


def _person(entry: Entry) -> Actor | None:
    """Who of us did it. Rules and the portal itself are nobody's word."""
    if not entry.by_staff or entry.actor_id is None:
        return None
    return session.scalars(select(User).where(User.id == entry.actor_id)).one()


def _ticket(entry: Entry) -> Ticket:
    return session.get_one(Ticket, Ticket.id_about(entry.about))
