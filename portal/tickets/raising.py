"""Raising a concern: by someone signed in, by a visitor with an address, by mail or at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import contact_point_for
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post
from portal.messages.models import InboundMail
from portal.orders.models import Order
from portal.promises.terms import Terms
from portal.tickets import clocks, mails, spam
from portal.tickets.acknowledging import acknowledge
from portal.tickets.events import TicketRaised
from portal.tickets.files import Upload, keep_all
from portal.tickets.models import Origin, Priority, Ticket, TicketKind
from portal.tickets.saying import SentOtherwise, Words, key_of, say

STARTS_HIGH = frozenset({TicketKind.BROKEN, TicketKind.COMPLAINT})


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What somebody raises, before it is a ticket."""

    kind: TicketKind
    subject: str
    words: Words
    order: Order | None = None
    follows: Ticket | None = None

    def is_that_of(self, ticket: Ticket) -> bool:
        return (
            (ticket.kind, ticket.subject) == (self.kind, self.subject)
            and ticket.order_id == (self.order.id if self.order else None)
            and (ticket.is_merged or self.words.are_those_of(ticket.replies[0]))
        )


def raise_concern(
    *,
    kind: TicketKind,
    subject: str,
    body: str,
    customer: Customer,
    contact_point: ContactPoint,
    by: Actor | None,
    origin: Origin,
    order: Order | None = None,
    files: Sequence[Upload] = (),
    once: str | None = None,
    confirmed: bool,
    inbound: InboundMail | None = None,
    follows: Ticket | None = None,
) -> Ticket:
    """Start a ticket, promise its first answer and, if it came by the web, say so by mail.

    The same form (`once`) sent again gives the same ticket; with other words: SentOtherwise.
    """
    inbound_id = inbound.id if inbound else None
    words = Words(body=body, origin=origin, files=keep_all(files), inbound_id=inbound_id)
    concern = Concern(kind=kind, subject=subject, words=words, order=order, follows=follows)
    return begin(
        concern,
        customer=customer,
        contact_point=contact_point,
        by=by,
        once=once,
        confirmed=confirmed,
    )


def raise_as_visitor(
    *,
    address: str,
    name: str,
    kind: TicketKind,
    subject: str,
    body: str,
    files: Sequence[Upload] = (),
    once: str | None,
) -> Ticket:
    """Raise a concern for whoever reads mail at `address`; shown to nobody until they confirm."""
    words = Words(body=body, origin=Origin.WEB, files=keep_all(files))
    return _begin_unconfirmed(
        Concern(kind=kind, subject=subject, words=words), address=address, name=name, once=once
    )


@atomic()
def _begin_unconfirmed(concern: Concern, *, address: str, name: str, once: str | None) -> Ticket:
    contact_point = contact_point_for(address, name=name)
    ticket = begin(
        concern,
        customer=contact_point.customer,
        contact_point=contact_point,
        by=None,
        once=once,
        confirmed=False,
    )
    if spam.is_blocked(contact_point):
        spam.mark(ticket, by=None)
    else:
        acknowledge(ticket)
    return ticket


@atomic()
def begin(
    concern: Concern,
    *,
    customer: Customer,
    contact_point: ContactPoint,
    by: Actor | None,
    once: str | None = None,
    confirmed: bool,
) -> Ticket:
    """Like `raise_concern`, for words whose files are already kept."""
    # Two clicks on one form, at two processes, wait here for each other.
    lock(customer)
    key = key_of(once, within=f"customer:{customer.id}")
    if key and (earlier := session.scalars(select(Ticket).where(Ticket.once == key)).first()):
        if concern.is_that_of(earlier):
            return earlier
        raise SentOtherwise(earlier.number)
    raised_by = by if by and not by.is_staff else None
    terms = clocks.terms_of(concern.kind, customer=customer, order=concern.order)
    ticket = _new(concern, customer, contact_point, terms)
    ticket.raised_by_id = raised_by.id if raised_by else None
    ticket.confirmed_at = clock.now() if confirmed else None
    ticket.once = key
    session.add(ticket)
    session.flush()
    clocks.start(ticket, terms)
    say(ticket, concern.words, by=raised_by)
    record(_raised(ticket), customer=customer, by=by)
    if confirmed and ticket.origin is Origin.WEB:
        post(mails.received(ticket))
    return ticket


def first_priority(kind: TicketKind) -> Priority:
    return Priority.HIGH if kind in STARTS_HIGH else Priority.NORMAL


def _new(concern: Concern, customer: Customer, contact_point: ContactPoint, terms: Terms) -> Ticket:
    now = clock.now()
    promised_at = terms.calendar.after(clocks.minute(now), clocks.first_answer(terms))
    return Ticket(
        customer_id=customer.id,
        contact_point_id=contact_point.id,
        order_id=concern.order.id if concern.order else None,
        follows_id=concern.follows.id if concern.follows else None,
        kind=concern.kind,
        subject=concern.subject,
        priority=first_priority(concern.kind),
        origin=concern.words.origin,
        opened_at=now,
        due_at=promised_at,
        first_promised_at=promised_at,
    )


def _raised(ticket: Ticket) -> TicketRaised:
    return TicketRaised(
        number=ticket.number, what=ticket.kind, subject=ticket.subject, origin=ticket.origin
    )
