"""Saying no by a link in a mail, without signing in. What has the link may only say no."""

from portal.access import Actor
from portal.accounts.confirming import reader_at
from portal.accounts.models import User
from portal.consent import choices
from portal.consent.models import Purpose
from portal.consent.standing import standings
from portal.customers.models import ContactPoint
from portal.database import atomic, session
from portal.messages.ledger import note
from portal.messages.models import Message

PLACE = "/u, the link in a mail"


@atomic()
def stop(contact_point: ContactPoint, purpose: Purpose, *, message: Message) -> None:
    """No more mails of this purpose to this address. Saying it twice is saying it once."""
    choice = standings(contact_point)[purpose].choice
    if choice is not None and choice.action == "withdrawn":
        return
    choices.withdraw(contact_point, purpose, place=PLACE, by=_reader(contact_point))
    note(message, "unsubscribed", purpose=purpose.value)


@atomic()
def stop_all(contact_point: ContactPoint, *, message: Message) -> None:
    """No more mails of any purpose to this address."""
    if choices.stop_everything([contact_point], place=PLACE, by=_reader(contact_point)):
        note(message, "unsubscribed", purpose="all")


def purpose_of(message: Message) -> Purpose | None:
    if not message.can_be_stopped:
        return None
    return Purpose(message.consent_purpose)


def _reader(contact_point: ContactPoint) -> Actor:
    user = session.get(User, contact_point.user_id) if contact_point.user_id else None
    return user if user and user.is_active else reader_at(contact_point)
