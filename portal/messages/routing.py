"""Where a mail belongs that came in: back to a mail of ours, to the domain that takes customers'
mail, or aside, with the reason.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask import current_app
from sqlalchemy import func, select

from portal.customers.models import address_key
from portal.database import atomic, lock, session
from portal.limits import allows
from portal.manifest import domains
from portal.messages import identity, matching, returning
from portal.messages.models import PUT_ASIDE, UNFILED, InboundMail, InboundState, Message
from portal.reading import authentication, classifying
from portal.reading.bounces import Bounce
from portal.reading.classifying import Kind
from portal.reading.parsing import ParsedMail

MOST_NEW_FROM_ONE_SENDER = 20
NEW_FROM_ONE_SENDER_PER = timedelta(minutes=10)


class Outcome(StrEnum):
    """What became of a mail."""

    CONCERN = "concern"
    REPLY = "reply"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


_STATES = {
    Outcome.QUARANTINED: InboundState.QUARANTINED,
    Outcome.IGNORED: InboundState.IGNORED,
    Outcome.DUPLICATE: InboundState.IGNORED,
}


@dataclass(frozen=True)
class Routed:
    """What the domain that took a mail made of it; empty texts where there is nothing to say."""

    outcome: Outcome
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Receipt:
    """What whoever brought the mail is told."""

    outcome: Outcome
    reference: str | None
    reason: str | None


@atomic()
def route(inbound_id: int, mail: ParsedMail, *, is_released: bool = False) -> Receipt:
    """File one mail, once: whoever comes second gets the first one's receipt.

    `is_released`: staff have looked at it, so that no doubt keeps it from the customers' domain.
    """
    inbound = lock(session.get_one(InboundMail, inbound_id))
    if inbound.state not in (PUT_ASIDE if is_released else UNFILED):
        return _receipt(inbound)
    _one_at_a_time(mail.message_id)
    _describe(inbound, mail)
    if is_released:
        return close(inbound, _to_its_domain(inbound, mail, matching.of_reply(inbound, mail)))
    return close(inbound, _decide(inbound, mail))


def close(inbound: InboundMail, routed: Routed) -> Receipt:
    """Write down what became of a mail."""
    inbound.state = _STATES.get(routed.outcome, InboundState.ROUTED)
    inbound.outcome = routed.outcome
    inbound.reference = routed.reference or None
    inbound.reason = routed.reason[:250] or None
    inbound.try_at = None
    return _receipt(inbound)


def _decide(inbound: InboundMail, mail: ParsedMail) -> Routed:
    if earlier := _same_mail(inbound):
        return Routed(Outcome.DUPLICATE, earlier.reference or "", "The same mail came another way")
    if identity.is_ours(mail.from_address):
        return Routed(Outcome.IGNORED, "", "It is from the portal itself")
    own_domain = current_app.extensions["portal_settings"].inbound_domain
    verdict = classifying.classify(mail, own_domain=own_domain)
    if verdict.kind is Kind.BOUNCE:
        return _file_bounce(inbound, mail, verdict.bounce, verdict.reason)
    if verdict.kind is Kind.COMPLAINT:
        message = matching.of_report(inbound, verdict.complaint)
        returning.complaint(inbound, message, verdict.complaint)
        return Routed(Outcome.COMPLAINT, _name(message), verdict.reason)
    if verdict.kind is Kind.AUTO_REPLY:
        message = matching.of_reply(inbound, mail)
        returning.auto_reply(inbound, message, mail)
        return Routed(Outcome.AUTO_REPLY, _name(message), verdict.reason)
    if returning.is_bounce_by_envelope(inbound, mail):
        return _file_bounce(inbound, mail, None, "It came back, nobody can read why")
    if verdict.kind is not Kind.MESSAGE:
        return Routed(Outcome(verdict.kind), "", verdict.reason)
    return _file_message(inbound, mail)


def _file_bounce(
    inbound: InboundMail, mail: ParsedMail, bounce: Bounce | None, reason: str
) -> Routed:
    """A forged address of ours in it: somebody tries to have a customer's address silenced."""
    if matching.is_forged(inbound, mail, bounce):
        return Routed(Outcome.QUARANTINED, "", "A bounce for a mail that we never sent")
    message = matching.of_report(inbound, bounce)
    returning.bounce(inbound, mail, message, bounce)
    return Routed(Outcome.BOUNCE, _name(message), reason)


def _file_message(inbound: InboundMail, mail: ParsedMail) -> Routed:
    matched = matching.of_reply(inbound, mail)
    if not _comes_from_the_reader_of(matched, mail):
        if _fails_dmarc(mail):
            return Routed(Outcome.QUARANTINED, "", "The sender's own domain disowns it (DMARC)")
        if not _allows_another(mail.from_address):
            return Routed(Outcome.QUARANTINED, "", "Muted: too many mails from this sender")
    return _to_its_domain(inbound, mail, matched)


def _comes_from_the_reader_of(matched: Message | None, mail: ParsedMail) -> bool:
    """Everybody has the token of some mail to themselves: it vouches for no other address."""
    return matched is not None and address_key(matched.to_address) == address_key(mail.from_address)


def _to_its_domain(inbound: InboundMail, mail: ParsedMail, matched: Message | None) -> Routed:
    takers = [domain.receives_mail for domain in domains() if domain.receives_mail]
    if not takers:
        return Routed(Outcome.QUARANTINED, "", "Nobody here takes customers' mail")
    if matched is not None:
        inbound.matched_id = matched.id
        returning.answered(matched)
    return takers[0](inbound, mail, matched if matched and matched.thread else None)


def _describe(inbound: InboundMail, mail: ParsedMail) -> None:
    inbound.message_id_header = None if mail.message_id.endswith("@derived") else mail.message_id
    inbound.from_address = mail.from_address[:250] or None
    inbound.from_name = mail.from_name[:250] or None
    inbound.subject = mail.subject[:250] or None


def _one_at_a_time(message_id: str) -> None:
    """One mail to two of our addresses may arrive twice in one moment; on SQLite all writers
    wait for each other anyway."""
    if not session.database.is_sqlite:
        key = int.from_bytes(hashlib.sha256(message_id.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def _same_mail(inbound: InboundMail) -> InboundMail | None:
    """The mail that came before with the same id and the same body: servers on the way add
    header lines, and another body under a used id is another mail."""
    if inbound.message_id_header is None:
        return None
    return session.scalars(
        select(InboundMail)
        .where(
            InboundMail.message_id_header == inbound.message_id_header,
            InboundMail.body_sha256 == inbound.body_sha256,
            InboundMail.id != inbound.id,
            InboundMail.state.not_in(UNFILED),
        )
        .order_by(InboundMail.id)
        .limit(1)
    ).one_or_none()


def _fails_dmarc(mail: ParsedMail) -> bool:
    own = current_app.extensions["portal_settings"].authserv_id
    return authentication.dmarc_result(mail, own) == "fail"


def _allows_another(address: str) -> bool:
    who = hashlib.sha256(address_key(address).encode()).hexdigest()
    return allows(f"mail-from:{who}", times=MOST_NEW_FROM_ONE_SENDER, per=NEW_FROM_ONE_SENDER_PER)


def _name(message: Message | None) -> str:
    return message.reference if message else ""


def _receipt(inbound: InboundMail) -> Receipt:
    outcome = Outcome(inbound.outcome or Outcome.QUARANTINED)
    return Receipt(outcome, inbound.reference, inbound.reason)
