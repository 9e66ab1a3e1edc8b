"""Which mail of ours a mail that came in is about. Only what we made ourselves counts: a sealed
address, or the random token in a Message-ID. Subjects, numbers and senders prove nothing.
"""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import select

from portal.database import session
from portal.messages import identity
from portal.messages.identity import OwnAddress, Way
from portal.messages.models import InboundMail, Message
from portal.reading.parsing import ParsedMail


class Report(Protocol):
    """What a bounce and a complaint have in common: marks of the mail they are about."""

    @property
    def original_message_ids(self) -> tuple[str, ...]: ...
    @property
    def addresses(self) -> tuple[str, ...]: ...


def of_reply(inbound: InboundMail, mail: ParsedMail) -> Message | None:
    """The mail that is answered: by the address it came to, else by the ids it refers to."""
    own = _own((inbound.envelope_to, *mail.recipients))
    ids = (*mail.in_reply_to, *reversed(mail.references))
    return _first((*_genuine(own), *_tokens(ids)))


def of_report(inbound: InboundMail, report: Report | None) -> Message | None:
    """The mail that came back, or that somebody complains about."""
    addresses, ids = (report.addresses, report.original_message_ids) if report else ((), ())
    return _first((*_genuine(_own((inbound.envelope_to, *addresses))), *_tokens(ids)))


def is_forged(inbound: InboundMail, mail: ParsedMail, report: Report | None) -> bool:
    """It names an address like ours that we did not make, and none that we did."""
    own = _own((inbound.envelope_to, *mail.recipients, *(report.addresses if report else ())))
    return bool(own) and not _genuine(own)


def came_to_return_address(inbound: InboundMail, mail: ParsedMail, message: Message) -> bool:
    """It came where only mail servers write to about this message: the envelope's sender stands in
    no mail's text."""
    own = _own((inbound.envelope_to, *mail.recipients))
    of_message = (each for each in own if each.is_genuine and each.token == message.token)
    return any(each.way is Way.BOUNCE for each in of_message)


def _own(addresses: Iterable[str]) -> list[OwnAddress]:
    return [found for each in addresses if (found := identity.own_address(each))]


def _genuine(own: list[OwnAddress]) -> list[str]:
    return [each.token for each in own if each.is_genuine]


def _tokens(message_ids: Iterable[str]) -> list[str]:
    return [token for each in message_ids if (token := identity.token_of(each))]


def _first(tokens: tuple[str, ...]) -> Message | None:
    """The mail of the first token that is one of ours."""
    if not tokens:
        return None
    found = session.scalars(select(Message).where(Message.token.in_(set(tokens))))
    by_token = {message.token: message for message in found}
    return next((by_token[token] for token in tokens if token in by_token), None)
