"""Mail that comes in: into the ticket its token names, or a new one.

The token says which ticket, and only that. Whose word it is says the sender's address, and an
address that is not in the ticket gets nothing shown and changes nothing until staff accept it.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from portal.access import Actor
from portal.accounts.confirming import reader_at, verify
from portal.accounts.models import User
from portal.accounts.queries import user_by_address
from portal.customers.models import ContactPoint, address_key
from portal.customers.registering import contact_point_for, find_contact_point
from portal.database import atomic, session
from portal.limits import allows
from portal.messages.models import InboundMail, Message
from portal.messages.routing import Outcome, Routed
from portal.reading import auto_replies
from portal.reading.parsing import ParsedMail
from portal.tickets import policy, spam
from portal.tickets.acknowledging import acknowledge
from portal.tickets.confirming import confirm
from portal.tickets.conversation import hear
from portal.tickets.letters import subject_of, words_of
from portal.tickets.models import Reply, Ticket, TicketKind
from portal.tickets.queries import is_closed
from portal.tickets.raising import Concern, begin
from portal.tickets.saying import Words
from portal.tickets.survivors import lock_survivor, survivor_of
from portal.tickets.third_parties import overhear

MOST_WORDS_IN = timedelta(minutes=10)
MOST_WORDS = 5
LONGEST_ADDRESS = 250
NUMBER = re.compile(r"\bC-\d{1,10}\b", re.IGNORECASE)


def take(inbound: InboundMail, mail: ParsedMail, matched: Message | None) -> Routed:
    """File a mail that a person wrote; `matched` is the mail of ours whose token it carries."""
    words = replace(words_of(mail), inbound_id=inbound.id)
    return _take(inbound, mail, words, _ticket_of(matched))


@atomic()
def _take(inbound: InboundMail, mail: ParsedMail, words: Words, ticket: Ticket | None) -> Routed:
    if filed := session.scalars(select(Reply).where(Reply.inbound_mail_id == inbound.id)).first():
        return Routed(Outcome.REPLY, filed.ticket.number, "It was filed before")
    if not 0 < len(mail.from_address) <= LONGEST_ADDRESS:
        return Routed(Outcome.QUARANTINED, "", "Its sender's address is none that we can keep")
    sender = _participant(ticket, mail.from_address) if ticket else None
    if sender is None and _is_staff(mail.from_address):
        return Routed(Outcome.QUARANTINED, "", "It says it is from staff; staff answer at the desk")
    if (writes := sender or find_contact_point(mail.from_address)) and spam.is_blocked(writes):
        return Routed(Outcome.QUARANTINED, "", "The desk has blocked its sender")
    if ticket is None:
        return _first_word(inbound, mail, words)
    if not _allows_another(ticket, mail.from_address):
        return Routed(Outcome.QUARANTINED, ticket.number, "Muted: too many mails into this concern")
    ticket = lock_survivor(ticket)
    if policy.is_long_solved(ticket):
        return _follow_up(inbound, mail, words, ticket, sender)
    if sender is None:
        # No thread: our next mail to the customer would name the id of this one.
        overhear(ticket, words, name=mail.from_name, address=mail.from_address)
        return Routed(Outcome.REPLY, ticket.number, "From an address that is not in the concern")
    inbound.thread = ticket.about
    if sender.id == ticket.contact_point_id:
        _show_to_its_reader(ticket)
    hear(ticket, words, by=_author(sender))
    return Routed(Outcome.REPLY, ticket.number, "")


def _first_word(inbound: InboundMail, mail: ParsedMail, words: Words) -> Routed:
    """A new ticket, shown to nobody yet: a From line is only what somebody typed."""
    mentioned = NUMBER.findall(mail.subject)
    if mentioned:
        note = f"Mentions {mentioned[0].upper()}, without the reply address of that concern"
        words = replace(words, notes=(*words.notes, note))
    contact_point = contact_point_for(mail.from_address, name=mail.from_name)
    ticket = begin(
        Concern(kind=TicketKind.QUESTION, subject=subject_of(mail), words=words),
        customer=contact_point.customer,
        contact_point=contact_point,
        by=None,
        confirmed=False,
    )
    inbound.thread = ticket.about
    if auto_replies.may_be_answered(mail):
        acknowledge(ticket)
    return Routed(Outcome.CONCERN, ticket.number, "")


def _follow_up(
    inbound: InboundMail,
    mail: ParsedMail,
    words: Words,
    ended: Ticket,
    sender: ContactPoint | None,
) -> Routed:
    """A word about something solved long ago begins anew, beside it."""
    if sender is None:
        return _first_word(inbound, mail, words)
    ticket = begin(
        Concern(kind=ended.kind, subject=subject_of(mail), words=words, follows=ended),
        customer=ended.customer,
        contact_point=sender,
        by=_author(sender),
        confirmed=ended.is_confirmed,
    )
    inbound.thread = ticket.about
    return Routed(Outcome.CONCERN, ticket.number, f"{ended.number} was solved long ago")


def _ticket_of(matched: Message | None) -> Ticket | None:
    named = session.get(Ticket, Ticket.id_about(matched.thread)) if matched else None
    return survivor_of(named) if named else None


def _participant(ticket: Ticket, address: str) -> ContactPoint | None:
    """The sender's contact point, if the ticket is theirs or shown to them."""
    contact_point = find_contact_point(address)
    if contact_point is None or contact_point.customer_id != ticket.customer_id:
        return None
    if is_closed(contact_point):
        return None
    if contact_point.id in (ticket.contact_point_id, *_merged_from(ticket)):
        return contact_point
    user = _user_of(contact_point)
    return contact_point if user and policy.may_read(user, ticket) else None


def _merged_from(ticket: Ticket) -> Sequence[int]:
    """Where the concerns were raised from that the desk made one with this one."""
    merged = select(Ticket.contact_point_id).where(Ticket.merged_into_id == ticket.id)
    return session.scalars(merged).all()


def _show_to_its_reader(ticket: Ticket) -> None:
    """The token was mailed to this address and came back: somebody reads the mail there."""
    reader = _author(ticket.contact_point)
    verify(ticket.contact_point, by=reader)
    confirm(ticket, by=reader)


def _author(contact_point: ContactPoint) -> Actor:
    """Who writes from there: the portal's user, or whoever reads mail there and is none yet."""
    return _user_of(contact_point) or reader_at(contact_point)


def _user_of(contact_point: ContactPoint) -> User | None:
    user = session.get(User, contact_point.user_id) if contact_point.user_id else None
    return user if user and user.is_active and contact_point.is_verified else None


def _is_staff(address: str) -> bool:
    user = user_by_address(address)
    return user is not None and user.is_staff


def _allows_another(ticket: Ticket, address: str) -> bool:
    """Two answering machines must not talk to each other through us."""
    who = hashlib.sha256(address_key(address).encode()).hexdigest()
    limit = f"mail-in:{ticket.id}:{who}"
    return allows(limit, times=MOST_WORDS, per=MOST_WORDS_IN)
