"""What the links in a follow-up lead to: the mail behind a mark, whose it is, and what may be shown
of it to whoever has the link."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.customers.models import ContactPoint
from portal.customers.registering import find_contact_point
from portal.database import session
from portal.followups import intended, letters
from portal.followups.enrolled_models import FollowUpMail
from portal.followups.intended import Intended
from portal.messages import identity
from portal.messages.models import Message
from portal.web.languages import FALLBACK, LANGUAGES, Language


@dataclass(frozen=True)
class Opened:
    """A mail of ours in the hands of whoever reads it, or of whom they sent it on to."""

    message: Message
    mail: FollowUpMail
    intended: Intended

    @property
    def contact_point(self) -> ContactPoint | None:
        """Where it went, while that is still an address of the same customer."""
        return self.intended.contact_point

    @property
    def first_name(self) -> str:
        values = letters.values_of(self.intended, LANGUAGES[FALLBACK])
        return values["first_name"] or ""

    @property
    def product(self) -> str:
        return self.intended.order.product if self.intended.order else ""


def is_genuine(mark: str) -> bool:
    """We made it, whatever has become of its mail since."""
    return identity.token_of_mark(mark) is not None


def message_behind(mark: str) -> Message | None:
    """The mail of a link; None for a link we did not make, or whose reader was erased."""
    token = identity.token_of_mark(mark)
    if token is None:
        return None
    return session.scalars(select(Message).where(Message.token == token)).one_or_none()


def behind(mark: str) -> Opened | None:
    """The follow-up of a link; None where it is of none."""
    message = message_behind(mark)
    if message is None:
        return None
    mail = session.scalars(
        select(FollowUpMail).where(FollowUpMail.message_id == message.id)
    ).one_or_none()
    return Opened(message, mail, intended.of_mail(mail)) if mail else None


def address_of(message: Message) -> ContactPoint | None:
    """The address it went to, while it is one of the same customer."""
    found = find_contact_point(message.to_address) if message.to_address else None
    return found if found and found.customer_id == message.customer_id else None


def reads(found: Opened) -> Language:
    """The language of the reader of that mail, for who opens it without having chosen one."""
    point = found.contact_point
    code = (point and point.language) or found.mail.customer.language
    return LANGUAGES.get(code, LANGUAGES[FALLBACK])
