"""What follow-ups know of one mail, for its own file, and of one customer, for their page."""

from typing import Any

from sqlalchemy import select

from portal.access import me
from portal.consent.purposes import PURPOSES
from portal.customers.models import Customer
from portal.database import session
from portal.followups import audience, policy, queries, spec_reading
from portal.followups.enrolled_models import FollowUpMail
from portal.messages.models import Message, MessageState

MOST_SHOWN = 10


def panel(message: Message) -> dict[str, Any] | None:
    """Everything that made this mail and came of it; None for a mail that is no follow-up."""
    mail = session.scalars(
        select(FollowUpMail).where(FollowUpMail.message_id == message.id)
    ).one_or_none()
    if mail is None:
        return None
    version = mail.enrolment.version
    spec = spec_reading.read(version.spec)
    return {
        "mail": mail,
        "version": version,
        "spec": spec,
        "step": spec.steps[mail.step - 1],
        "trigger": mail.enrolment.trigger,
        "when": audience.when(spec.trigger),
        "audience": [audience.sentence(each) for each in spec.audience],
        "purpose": PURPOSES[spec.purpose].title if spec.purpose else "Service",
        "choice": mail.consent_event,
        "says": {each.code: each.says["en"] for each in spec.answers},
    }


def of_customer(customer: Customer) -> dict[str, Any] | None:
    """The latest mails meant for them, sent or not."""
    if not policy.may_read(me()):
        return None
    mails = queries.of_customer(customer, most=MOST_SHOWN)
    return {"mails": mails, "standing": standing_of} if mails else None


def standing_of(mail: FollowUpMail) -> tuple[str, str, str]:
    """How a mail stands, its tone and the reason, in words for staff."""
    if mail.answer is not None:
        is_wrong = mail.answer.code == "wrong"
        return f"Answered: {mail.answer.code}", "bad" if is_wrong else "good", ""
    if mail.stopped_by is not None:
        return "Not sent", "warn", mail.reason or ""
    if mail.message is None:
        return "Not sent", "warn", ""
    if mail.message.state is MessageState.SENT:
        return "Sent", "good", ""
    stands = (
        "Planned" if mail.message.state is MessageState.QUEUED else mail.message.state.capitalize()
    )
    return stands, "info", mail.message.reason or ""
