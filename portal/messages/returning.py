"""What comes back about a mail of ours, written beside it: bounces, complaints, automatic answers.

Whatever comes back with a mail's own mark also shows that the mail did leave.
"""

from portal.messages import identity, suppressing
from portal.messages.identity import Way
from portal.messages.ledger import note
from portal.messages.matching import came_to_return_address
from portal.messages.models import InboundMail, Message
from portal.messages.outcomes import prove_sent
from portal.reading.bounces import Bounce
from portal.reading.complaints import Complaint
from portal.reading.parsing import ParsedMail

NOBODY = ("<>", "MAILER-DAEMON")
"""How mail servers hand on the empty envelope sender."""


def is_bounce_by_envelope(inbound: InboundMail, mail: ParsedMail) -> bool:
    """Sent by nobody to a mail's own return address: a bounce, even in no known shape."""
    own = identity.own_address(inbound.envelope_to)
    is_from_nobody = inbound.return_path in NOBODY or mail.return_path == ""
    return own is not None and own.way is Way.BOUNCE and is_from_nobody


def bounce(
    inbound: InboundMail, mail: ParsedMail, message: Message | None, found: Bounce | None
) -> None:
    """It came back, is late, or was delivered. Only a dead address is not written to again, and
    only a mail server is believed in that: to whom the mail was forwarded may play one.
    """
    if message is None:
        return
    inbound.matched_id = message.id
    action = found.action if found else "unclear"
    diagnosis = found.failures[0].diagnosis[:250] if found and found.failures else ""
    note(message, f"dsn_{action}", inbound=inbound.id, diagnosis=diagnosis)
    prove_sent(message, evidence="a mail server reported on it")
    if found and found.is_hard and came_to_return_address(inbound, mail, message):
        suppressing.suppress(message.to_address, reason=suppressing.HARD_BOUNCE, message=message)
        note(message, "suppressed", reason=suppressing.HARD_BOUNCE)


def complaint(inbound: InboundMail, message: Message | None, found: Complaint | None) -> None:
    """Its reader, or their provider for them, called it unwanted."""
    if message is None or found is None:
        return
    inbound.matched_id = message.id
    kind = "complaint" if found.is_objection else "feedback"
    note(message, kind, inbound=inbound.id, type=found.feedback_type)
    prove_sent(message, evidence="its reader's provider reported on it")


def auto_reply(inbound: InboundMail, message: Message | None, mail: ParsedMail) -> None:
    """A machine answered in its reader's place."""
    if message is None:
        return
    inbound.matched_id = message.id
    note(message, "auto_reply", inbound=inbound.id, subject=mail.subject[:250])
    prove_sent(message, evidence="an automatic answer came")


def answered(message: Message) -> None:
    prove_sent(message, evidence="it was answered")
