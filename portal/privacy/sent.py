"""The mails that went to somebody's own addresses, and why each of them was sent."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, or_, select

from portal.accounts.models import User
from portal.consent.models import Purpose as Choice
from portal.consent.purposes import PURPOSES as CHOICES
from portal.customers.models import ContactPoint
from portal.database import session
from portal.messages.models import Message, MessageState, Purpose
from portal.tickets import queries as tickets
from portal.tickets.models import Ticket
from portal.web.languages import _, lazy

PAGE = 50
STATES: dict[MessageState, tuple[Any, str]] = {
    MessageState.QUEUED: (lazy("On its way"), "info"),
    MessageState.CLAIMED: (lazy("On its way"), "info"),
    MessageState.HANDING: (lazy("On its way"), "info"),
    MessageState.SENT: (lazy("Sent"), "good"),
    MessageState.UNCERTAIN: (lazy("May not have arrived"), "warn"),
    MessageState.FAILED: (lazy("Not sent"), ""),
    MessageState.BLOCKED: (lazy("Not sent"), ""),
}
CAUSES: dict[str, Any] = {
    "ticket-received": lazy("You told us of a concern. This confirms that we have it."),
    "ticket-acknowledged": lazy("A concern came to us from this address. This confirms it."),
    "ticket-answered": lazy("We answered your concern."),
    "ticket-solved": lazy("We believe that your concern is solved."),
    "order-stage": lazy("Your order moved on."),
    "follow-up": lazy("We ask or advise you about what you have, as you allow us to."),
    "summary": lazy("You asked us to tell you what happened in one mail."),
    "sign_in_link": lazy("Somebody asked for a link to sign in with your address."),
    "already_registered": lazy("Somebody tried to register with your address."),
    "confirm_address": lazy("Somebody gave your address, and you were asked to confirm it."),
    "password_link": lazy("Somebody asked for a new password for your account."),
    "invitation": lazy("Somebody invited you to join them here."),
    "password_changed": lazy("Your password was changed. We tell you, in case it was not you."),
    "second_factor_changed": lazy("Your sign-in was changed. We tell you, in case it was not you."),
    "new_address": lazy("Somebody signed in as you asked to add this address."),
    "address_leaves": lazy("Somebody signed in as you asked for another main address."),
    "address_added": lazy("An address was added. We tell you, in case it was not you."),
    "address_changed": lazy("Your address was changed. We tell you, in case it was not you."),
    "address_removed": lazy("An address was removed. We tell you, in case it was not you."),
    "accounts_joined": lazy("Two accounts were joined. We tell you, in case it was not you."),
    "passkey_added": lazy("A passkey was added. We tell you, in case it was not you."),
    "passkey_removed": lazy("A passkey was removed. We tell you, in case it was not you."),
    "passkey_copied": lazy("A passkey of yours may have been copied."),
    "copy_ready": lazy("You asked for a copy of your data, and it is ready."),
    "erasure_asked": lazy("You asked us to erase your data."),
    "erasure_cancelled": lazy("The wish to erase your data was taken back."),
}
"""By what the mail's reference begins with."""
PURPOSES: dict[Purpose, Any] = {
    Purpose.ACCOUNT: lazy("Your account. You cannot switch these off: they keep it safe."),
    Purpose.SERVICE: lazy("What you wait for from us: your concerns and orders."),
}


def messages_to(
    user: User, addresses: Sequence[ContactPoint], *, before: int = 0, most: int = PAGE + 1
) -> Select[tuple[Message]]:
    """The mails to these addresses of theirs, newest first, from before an id on."""
    query = select(Message).where(_is_to(user, addresses)).order_by(Message.id.desc()).limit(most)
    return query.where(Message.id < before) if before else query


def message_to(
    user: User, addresses: Sequence[ContactPoint], message_id: int
) -> Select[tuple[Message]]:
    return select(Message).where(_is_to(user, addresses), Message.id == message_id)


def state_of(message: Message) -> tuple[Any, str]:
    """In the customer's words, and its tone."""
    return STATES[message.state]


def why(message: Message) -> tuple[str, str]:
    """Why it was sent, and what mails like it are for."""
    cause = CAUSES.get(message.reference.partition(":")[0])
    return str(cause or _("Something of yours has changed.")), _purpose_of(message)


def _purpose_of(message: Message) -> str:
    """A mail that stands on a choice of theirs is for what they chose."""
    if message.can_be_stopped:
        return str(CHOICES[Choice(message.consent_purpose)].means)
    return str(PURPOSES[message.purpose])


def concern_of(user: User, message: Message) -> tuple[str, str] | None:
    """The concern it was about and the way there, as far as they may see it."""
    ticket_id = Ticket.id_about(message.thread)
    if not ticket_id:
        return None
    number = Ticket.number_of(ticket_id)
    ticket = session.scalars(tickets.ticket_for(user, number)).one_or_none()
    return (ticket.subject, url_for("tickets.show", number=number)) if ticket else None


def _is_to(user: User, addresses: Sequence[ContactPoint]) -> Any:
    """To an address of their own, whatever its spelling: never what a colleague was sent."""
    spellings = {each.address.lower() for each in addresses}
    spellings |= {each.address_key for each in addresses}
    of_them = or_(Message.customer_id == user.customer_id, Message.customer_id.is_(None))
    return of_them & func.lower(Message.to_address).in_(spellings)
